import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import type { SignInWays } from "@toolmark/query-api/web/answers";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { send } from "../lib/api.ts";
import { meOptions } from "../lib/me.ts";
import type { Me } from "../lib/me.ts";
import { returnPlace } from "../lib/return-place.ts";
import { stringifySearch } from "../lib/search-codec.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { PageTitle } from "../ui/page-header.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";

import styles from "./sign-in-page.module.css";

/** Begins a visit, with a token or at the identity provider, and goes back to where one came from. */
export function SignInPage(): ReactNode {
  const { return: wanted, error: failed } = useSearch({ from: "/sign-in" });
  const place = returnPlace(wanted);
  const ways = useQuery({
    queryKey: ["/v1/sign-in"],
    queryFn: async ({ signal }) =>
      await send<SignInWays>("/v1/sign-in", undefined, { method: "GET", signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className={styles["page"]}>
      <div className={styles["brand"]}>
        <svg width="30" height="30" viewBox="0 0 24 24" fill="none" aria-hidden="true">
          <path d="M4 5h16M12 5v8" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
          <path
            d="M6 19v-3M10 19v-1.5M14 19v-3M18 19v-1.5"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        </svg>
        <PageTitle title="Sign in to Toolmark" className="" />
      </div>
      <div className={styles["card"]}>
        {failed !== undefined && <ProblemNote error={new Error(failureText(failed))} />}
        {ways.data?.oidc === true && (
          <>
            <a
              href={`/v1/sign-in/oidc${stringifySearch({ return: place })}`}
              className={buttonClass({ kind: "primary" }, styles["button"])}
            >
              Sign in with your organisation
            </a>
            <div className={styles["or"]}>or with a token</div>
          </>
        )}
        <TokenForm place={place} isOnly={ways.data?.oidc !== true} />
      </div>
      <p className={styles["note"]}>
        The token says who reads, and every read becomes an event of the trail under that name. The
        embedded form printed an admin token at its first start and keeps it in{" "}
        <span className="mono">admin.token</span> of its data directory. In other installations
        whoever runs Toolmark gives you one.
      </p>
    </div>
  );
}

function TokenForm({ place, isOnly }: { place: string; isOnly: boolean }): ReactNode {
  const router = useRouter();
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setIsSending] = useState(false);

  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsSending(true);
    setProblem(undefined);
    try {
      const me = await send<Me>("/v1/sign-in", { token: token.trim() });
      client.clear();
      client.setQueryData(meOptions.queryKey, me);
      router.history.replace(place);
    } catch (error) {
      setProblem(error);
    } finally {
      setIsSending(false);
    }
  }

  return (
    <form className={styles["form"]} onSubmit={(event) => void signIn(event)}>
      <TextField
        label="Token"
        type="password"
        mono
        autoFocus
        required
        autoComplete="current-password"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      {problem !== undefined && (
        <div className={styles["problem"]}>
          <ProblemNote error={problem} />
        </div>
      )}
      <Button
        type="submit"
        kind={isOnly ? "primary" : "plain"}
        className={styles["button"]}
        disabled={isSending || token.trim() === ""}
      >
        Sign in
      </Button>
    </form>
  );
}

function failureText(code: string): string {
  if (code === "not_authenticated") return "the identity provider did not say who you are";
  if (code === "not_permitted")
    return "your identity opens nothing here; ask whoever runs Toolmark";
  if (code === "identity_unavailable") return "the identity provider cannot be reached now";
  return "signing in at the identity provider failed; try again";
}
