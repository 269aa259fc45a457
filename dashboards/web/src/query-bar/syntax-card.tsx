import type { ReactNode } from "react";

import { IconButton } from "../ui/icon-button.tsx";
import { Popover } from "../ui/popover.tsx";

import styles from "./syntax-card.module.css";

const rows = [
  ["tool:crm.contacts.update", "the field has this value, whatever its case"],
  ['actor:="Alice"', "exactly this value, as written"],
  ["tool:crm.*", "a pattern; * is any run of characters"],
  ["outcome:(denied OR rejected)", "any of these values"],
  ["-client:batch/*", "not so; events without a client are included"],
  ["duration:>500ms", "a number; also 1s..2s and [10 TO 99]"],
  ["ip:10.0.0.0/8", "an address in a network"],
  ["has:approval", "the field has any value"],
  ["params.contact.id:42", "a value inside parameters, result or attributes"],
  ["since:7d", "a time; it becomes the range when the query runs"],
  ["refund order", "both words occur in the event's text"],
  ["a:1 OR (b:2 c:3)", "either; side by side all must hold"],
] as const;

/** The query language on one card. */
export function SyntaxCard(): ReactNode {
  return (
    <Popover
      label="How to write a query"
      align="end"
      className={styles["card"]}
      trigger={(trigger) => (
        <IconButton {...trigger} icon="question" label="How to write a query" />
      )}
    >
      {() => (
        <table className={styles["table"]}>
          <caption>How to write a query</caption>
          <thead className="sr">
            <tr>
              <th scope="col">Written</th>
              <th scope="col">Means</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([written, meaning]) => (
              <tr key={written}>
                <td className="mono">{written}</td>
                <td>{meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Popover>
  );
}
