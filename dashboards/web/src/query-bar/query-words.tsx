import { parseQuery } from "@toolmark/schemas/query/parse-query";
import { useMemo } from "react";
import type { ReactNode } from "react";

import { SafeText } from "../ui/safe-text.tsx";
import { explainPieces } from "./explain-pieces.ts";

import styles from "./query-words.module.css";

/** The query that runs, in plain words on one line: `= server is crm or billing and has agent`. */
export function QueryWords({ text }: { text: string }): ReactNode {
  const { pieces, error } = useMemo(() => read(text), [text]);
  return (
    <p className={styles["words"]}>
      <span className={styles["sign"]} aria-hidden="true">
        =
      </span>
      <span className="sr">The query says: </span>
      {error === undefined ? (
        <span className={styles["line"]} title={pieces.map((piece) => piece.text).join("")}>
          {pieces.map(({ text: piece, kind }, index) =>
            kind === "words" ? (
              <SafeText key={index} value={piece} cap={2000} />
            ) : (
              <span key={index} className={styles[kind]}>
                <SafeText value={piece} />
              </span>
            ),
          )}
        </span>
      ) : (
        <span className={styles["line"]}>
          this query cannot be read: <SafeText value={error} cap={400} />
        </span>
      )}
    </p>
  );
}

function read(text: string) {
  const { tree, issues } = parseQuery(text);
  const error = issues.find(({ severity }) => severity === "error")?.message;
  return { pieces: error === undefined ? explainPieces(tree, Date.now()) : [], error };
}
