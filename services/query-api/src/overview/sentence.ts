import type { Attention } from "./answers.ts";

/** A sentence, and the same in pieces that tell what others wrote from what is said about it. */
export type Sentence = Pick<Attention, "sentence" | "parts">;

/** Something that others wrote, as a piece of a sentence. */
export interface Quoted {
  quoted: string;
}

/** Marks a text as written by others: a name, an id, a resource. Pure. */
export function quoted(text: string): Quoted {
  return { quoted: text };
}

/** Makes a sentence: `quoted` values are kept apart from the words around them. Pure. */
export function say(
  words: TemplateStringsArray,
  ...values: readonly (string | number | Quoted | Sentence)[]
): Sentence {
  const parts: Attention["parts"] = [];
  const add = (text: string, value: boolean) => {
    const last = parts.at(-1);
    if (text === "") return;
    if (last !== undefined && !last.value && !value) last.text += text;
    else parts.push({ text, value });
  };
  for (const [index, text] of words.entries()) {
    add(text, false);
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value !== "object") add(String(value), false);
    else if ("quoted" in value) add(value.quoted, true);
    else for (const part of value.parts) add(part.text, part.value);
  }
  return { sentence: parts.map(({ text }) => text).join(""), parts };
}

/** Nothing said. */
export const nothing: Sentence = { sentence: "", parts: [] };

/** A number with its noun in the right form. Pure. */
export function amount(value: number, noun: string, plural = `${noun}s`): string {
  return `${value} ${value === 1 ? noun : plural}`;
}

/** Some names in a row, at most three, and how many more there are. Pure. */
export function names(values: readonly string[]): Sentence {
  const shown = values.slice(0, 3);
  const rest = values.length - shown.length;
  const parts = shown.flatMap((value, index) => [
    ...(index === 0 ? [] : [{ text: ", ", value: false }]),
    { text: value, value: true },
  ]);
  if (rest > 0) parts.push({ text: ` and ${rest} more`, value: false });
  return { sentence: parts.map(({ text }) => text).join(""), parts };
}
