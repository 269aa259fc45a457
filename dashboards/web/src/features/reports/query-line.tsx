import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SafeText } from "../../ui/safe-text.tsx";

import styles from "./reports-page.module.css";

/** The query of an export; taken with Enter, while it is valid. */
export function QueryLine(props: {
  value: string;
  /** What the query holds, in words. */
  explanation: string | undefined;
  onChange: (query: string) => void;
}): ReactNode {
  const { value, explanation, onChange } = props;
  const [text, setText] = useState(value);
  const problem = parseQuery(text).issues.find(({ severity }) => severity === "error");
  const isChanged = text.trim() !== value;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (problem === undefined) onChange(text.trim());
  }

  return (
    <form className={styles["query"]} onSubmit={submit}>
      <TextField
        label="Query"
        hideLabel
        mono
        placeholder="all events; or actor:alice tool:crm.*"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={isChanged ? problem?.message : undefined}
        note={isChanged ? "Enter shows what it holds" : <SafeText value={explanation} cap={400} />}
      />
      <Button type="submit" disabled={!isChanged || problem !== undefined}>
        Show
      </Button>
    </form>
  );
}
