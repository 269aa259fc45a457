import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { View } from "@toolmark/query-api/views/answers";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { api, apiWith } from "../../lib/api.ts";
import { viewPath } from "../../lib/paths.ts";
import { toast } from "../../lib/toasts.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { CheckField, TextField } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Popover } from "../../ui/popover.tsx";
import { ProblemNote, describeProblem } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { InvestigateSearch } from "./investigate-search.ts";
import { viewDefinition } from "./view-definition.ts";

import styles from "./save-view.module.css";

/** Saves the search as a view, for oneself or for everybody of the tenant, and lists those there are. */
export function SaveView({ search }: { search: InvestigateSearch }): ReactNode {
  return (
    <Popover
      label="Saved views"
      align="end"
      className={styles.box}
      trigger={(trigger) => (
        <Button kind="ghost" {...trigger}>
          <Icon name="bookmark" size={13} />
          Save view
        </Button>
      )}
    >
      {(close) => <Views search={search} onDone={close} />}
    </Popover>
  );
}

// Where pages are not served by HTTPS there is no `randomUUID`.
function newViewId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function Views({ search, onDone }: { search: InvestigateSearch; onDone: () => void }): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [isShared, setIsShared] = useState(false);
  const views = useQuery({
    queryKey: ["/v1/views"],
    queryFn: async ({ signal }) => await apiWith({ signal }).views.list(),
  });
  const save = useMutation({
    mutationFn: async () =>
      await api.views.save(newViewId(), {
        name: name.trim(),
        shared: isShared,
        definition: viewDefinition(search),
      }),
    onSuccess: async (view) => {
      toast(`Saved as ${view.name}`);
      onDone();
      await queries.invalidateQueries({ queryKey: ["/v1/views"] });
    },
  });
  const remove = useMutation({
    mutationFn: async (view: View) => await api.views.remove(view.id, view.version),
    onSuccess: async () => await queries.invalidateQueries({ queryKey: ["/v1/views"] }),
    onError: (error) => toast(describeProblem(error).detail, "problem"),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  }

  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Name of the view"
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          note="Keeps the query, the time as it is written, the columns and the order."
        />
        <CheckField
          checked={isShared}
          onChange={(event) => setIsShared(event.currentTarget.checked)}
        >
          For everybody of the tenant
        </CheckField>
        <div className={styles.end}>
          <Button kind="primary" type="submit" disabled={name.trim() === "" || save.isPending}>
            Save
          </Button>
        </div>
        {save.error !== null && <ProblemNote error={save.error} />}
      </form>
      <Panel
        label="Views"
        query={views}
        rows={2}
        partial={views.data?.complete === false && "There are too many changes to list old views."}
      >
        {(answer) =>
          answer.views.length > 0 && (
            <ul className={styles.views}>
              {answer.views.map((view) => (
                <li key={`${view.owner} ${view.id}`}>
                  <AppLink href={viewPath(view.id)} onClick={onDone}>
                    <SafeText value={view.name} cap={80} />
                  </AppLink>
                  <span className="dim">
                    {view.shared ? (view.mine ? "shared" : "team") : "own"}
                  </span>
                  {view.mine && (
                    <IconButton
                      icon="trash"
                      label={`Remove ${view.name}`}
                      disabled={remove.isPending}
                      onClick={() => remove.mutate(view)}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Panel>
    </>
  );
}
