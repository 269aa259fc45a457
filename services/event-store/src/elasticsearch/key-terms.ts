import { hash } from "node:crypto";

import { fieldIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { IndexedEvent } from "@toolmark/schemas/index-event";

// The whitespace analyzer cuts tokens at 255 characters.
const MAX_TERM_LENGTH = 200;

// Most values: nothing in them is escaped.
const plain = /^[!-$&-~]*$/;
// What Java or JavaScript calls white space, and the sign that stands for it.
const separating = /[\s\p{Cc}%]/gu;

/** The one term for "this field has this folded value". Holds no white space; never ambiguous. */
export function valueTerm(field: FieldId, folded: string): string {
  const escaped = folded.replaceAll(separating, (character) => `%${codeOf(character)};`);
  return escaped.length <= MAX_TERM_LENGTH
    ? `${field}=${escaped}`
    : `${field}~${hash("sha256", folded, "base64url")}`;
}

/** The term for "this field has a value". */
export function presenceTerm(field: FieldId): string {
  return `${field}?`;
}

const termStarts = fieldIds.map((field) => ({
  field,
  presence: `${presenceTerm(field)} `,
  value: `${field}=`,
}));

/** All terms of an event's keys, as the text that is indexed. */
export function keyText(keys: IndexedEvent["keys"]): string {
  let text = "";
  for (const { field, presence, value } of termStarts) {
    const values = keys[field];
    if (values === undefined || values.length === 0) continue;
    text += presence;
    for (const folded of values) {
      const isPlain = folded.length <= MAX_TERM_LENGTH && plain.test(folded);
      text += isPlain ? `${value}${folded} ` : `${valueTerm(field, folded)} `;
    }
  }
  return text;
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
