/** What a secret is replaced by starts with this; such text is left as it is. */
const MARK = "[redacted:";

/** The mark of a secret that `rule` found. */
export function redactionMark(rule: string): string {
  return `${MARK}${rule}]`;
}

/** Whether a text is nothing but a mark. */
export function isRedactionMark(text: string): boolean {
  return text.startsWith(MARK) && text.indexOf("]") === text.length - 1;
}

/** A member's name without case and separators: `API-Key`, `api_key` and `apiKey` are one. */
export function squash(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

// The end of a squashed name says what its value is; the longest come first.
const secretEndings = [
  ["privatekey", "private_key"],
  ["signingkey", "private_key"],
  ["encryptionkey", "private_key"],
  ["secretaccesskey", "secret"],
  ["secretkey", "secret"],
  ["clientsecret", "secret"],
  ["secret", "secret"],
  ["secrets", "secret"],
  ["apikey", "api_key"],
  ["apikeys", "api_key"],
  ["accesskey", "api_key"],
  ["subscriptionkey", "api_key"],
  ["password", "password"],
  ["passwords", "password"],
  ["passwd", "password"],
  ["passphrase", "password"],
  ["passcode", "password"],
  ["accesstoken", "token"],
  ["refreshtoken", "token"],
  ["idtoken", "token"],
  ["authtoken", "token"],
  ["bearertoken", "token"],
  ["sessiontoken", "token"],
  ["securitytoken", "token"],
  ["csrftoken", "token"],
  ["authorization", "authorization"],
  ["setcookie", "cookie"],
  ["connectionstring", "connection_string"],
] as const;

// Names that only count whole, word by word: "pin" is a secret, "spin" is not.
const secretWords: Readonly<Record<string, string>> = {
  token: "token",
  pwd: "password",
  pass: "password",
  cookie: "cookie",
  cookies: "cookie",
  credential: "credential",
  credentials: "credential",
  jwt: "jwt",
  otp: "password",
  totp: "password",
  pin: "password",
  cvv: "card_number",
  cvc: "card_number",
  ssn: "national_id",
};

// Words that make a "… token" a position or a symbol, and a "… pass" or "… pin" no secret.
const harmlessBefore = new Set(
  "page next previous prev continuation continue pagination cursor sync resume progress cancel cancellation bos eos pad unk mask sep cls start end stop boarding season bypass map board".split(
    " ",
  ),
);

const knownNames = new Map<string, string | undefined>();
const MAX_KNOWN_NAMES = 4096;

/**
 * The rule by which a member's name says that its value is a secret: `password`, `AWS_SECRET_KEY`,
 * `accessToken`, but not `tokens`, `token_count`, `nextPageToken` or `secret_name`.
 */
export function secretNameRule(name: string): string | undefined {
  if (name.length > 256) return undefined;
  const known = knownNames.get(name);
  if (known !== undefined || knownNames.has(name)) return known;
  const rule = findNameRule(name);
  if (knownNames.size >= MAX_KNOWN_NAMES) knownNames.clear();
  knownNames.set(name, rule);
  return rule;
}

function findNameRule(name: string): string | undefined {
  const squashed = squash(name);
  for (const [ending, rule] of secretEndings) if (squashed.endsWith(ending)) return rule;
  const words = name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const last = words.at(-1);
  if (last === undefined || !Object.hasOwn(secretWords, last)) return undefined;
  return harmlessBefore.has(words.at(-2) ?? "") ? undefined : secretWords[last];
}

/** Whether a value of this type can be the secret that its name announces. */
export function canBeSecret(rule: string, value: unknown): boolean {
  if (typeof value === "string") return value !== "" && !isRedactionMark(value);
  if (typeof value === "number") return rule === "password" || rule === "card_number";
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

type Form = readonly [rule: string, form: RegExp, replacement?: string];

const forms: readonly Form[] = [
  [
    "private_key",
    /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  ],
  ["jwt", /\beyJ[\w-]{8,}\.eyJ[\w-]{4,}(?:\.[\w-]*)?/g],
  ["aws_access_key", /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g],
  ["github_token", /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g],
  ["gitlab_token", /\bgl(?:pat|dt|rt|cbt|ptt)-[\w-]{20,}/g],
  ["slack_token", /\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g],
  ["stripe_key", /\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/]{16,})/g],
  ["google_api_key", /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})/g],
  ["npm_token", /\bnpm_[A-Za-z0-9]{36}/g],
  ["hugging_face_token", /\bhf_[A-Za-z0-9]{30,}/g],
  ["sendgrid_key", /\bSG\.[\w-]{16,}\.[\w-]{16,}/g],
  ["pypi_token", /\bpypi-AgE[\w-]{20,}/g],
  ["authorization", /\b(Bearer +)(?!\[redacted)[\w.~+/-]{16,}=*/g, "$1"],
  ["authorization", /\b(bearer +)(?=[a-z.~+/_-]*\d)[\w.~+/-]{16,}=*/gi, "$1"],
  [
    "url_credentials",
    /\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s/@:"']{0,256}:)(?!\[redacted)[^\s/@"']{1,512}(?=@)/gi,
    "$1",
  ],
  [
    "authorization",
    /^([ \t>*]*(?:proxy-)?authorization:[ \t]*(?:[A-Za-z]+[ \t]+)?)(?!.*\[redacted)[^\s"',]+.*$/gim,
    "$1",
  ],
  ["cookie", /^([ \t>*]*(?:set-)?cookie:[ \t]*)(?!\[redacted)\S.*$/gim, "$1"],
];

// One look that tells most texts apart from those that deserve all the others.
const mayHoldForm =
  /eyJ|A[KSBC][IC]A|gh[pousr]_|github_pat_|\bgl[a-z]{2,3}-|xox[abeoprs]-|xapp-|[sr]k_|whsec_|-----BEGIN|AIza|ya29|GOCSPX|npm_|hf_|SG\.|pypi-|bearer|:\/\/[^\s/]*@|cookie:|authorization:/i;

const prefixedKey = /\bsk-[\w-]{16,}/g;
const basic = /\b(Basic +)([A-Za-z0-9+/]{8,}={0,2})/g;

const assignment =
  /(?<![\p{L}\p{N}_.-])(\\?["']?)([\w.-]{0,64}(?:pass|passwd|password|passphrase|pwd|secret|token|key|authorization|credentials?|connection_?string|pin|cvv))\1(\s*[:=]\s*|\s+is\s+)(?:(\\?["'])(.*?)\4|([^\s"'`,;&(){}[\]<>\\]+))/giu;
const mayHoldAssignment =
  /(?:pass|pwd|secret|token|key|authoriz|credential|connection|pin|cvv)[\w]{0,6}\\?["']?(?:\s*[:=]|\s+is\s)/i;

const card = /(?<![\p{L}\p{N}_.-])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}_-]|\.\d)/gu;
const mayHoldCard = /\d(?:[ -]?\d){12}/;

/** Takes known forms of secrets out of a text, and the values of `name=value` and `"name": "value"`. */
export function redactSecrets(text: string): string {
  if (text.length < 6) return text;
  let clean = text;
  if (mayHoldForm.test(clean))
    for (const [rule, form, kept = ""] of forms)
      clean = clean.replace(form, kept + redactionMark(rule));
  if (clean.includes("sk-"))
    clean = clean.replace(prefixedKey, (match) =>
      /\d/.test(match) ? redactionMark("api_key") : match,
    );
  if (clean.includes("Basic "))
    clean = clean.replace(basic, (match, scheme: string, credentials: string) =>
      Buffer.from(credentials, "base64").includes(":")
        ? scheme + redactionMark("authorization")
        : match,
    );
  if (mayHoldAssignment.test(clean)) clean = clean.replace(assignment, redactAssignment);
  if (mayHoldCard.test(clean))
    clean = clean.replace(card, (match) =>
      isCardNumber(match.replaceAll(/[ -]/g, "")) ? redactionMark("card_number") : match,
    );
  return clean;
}

function redactAssignment(
  match: string,
  nameQuote: string,
  name: string,
  sign: string,
  quote: string | undefined,
  quoted: string | undefined,
  bare: string | undefined,
): string {
  const rule = secretNameRule(name);
  const value = quoted ?? bare ?? "";
  if (rule === undefined || value === "" || value.includes(MARK)) return match;
  if (quoted === undefined && !isBareSecret(rule, name, sign, value)) return match;
  if (/^(?:null|true|false|undefined|none)$/i.test(value)) return match;
  const mark = redactionMark(rule);
  return `${nameQuote}${name}${nameQuote}${sign}${quote ?? ""}${mark}${quote ?? ""}`;
}

// Prose has "token: expected" and "the key is not": without quotes only what looks like a secret counts.
function isBareSecret(rule: string, name: string, sign: string, value: string): boolean {
  if (value.startsWith("$") || value.startsWith("[")) return false;
  const looksRandom = value.length >= 7 && /\d/.test(value);
  if (sign.trim() === "is") return rule === "password" && looksRandom;
  if (rule === "password" && name.length >= 8) return true;
  return sign === "=" ? value.length >= 4 : looksRandom;
}

const brands = [
  { lengths: [16, 19], prefix: /^4/ },
  { lengths: [16], prefix: /^(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)/ },
  { lengths: [15], prefix: /^3[47]/ },
  { lengths: [16], prefix: /^(?:6011|65|64[4-9])/ },
  { lengths: [16], prefix: /^35(?:2[89]|[3-8]\d)/ },
  { lengths: [14], prefix: /^3(?:0[0-5]|[68])/ },
];

/** Whether digits are a payment card number: a known issuer's prefix and length, and Luhn's check digit. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < 14 || digits.length > 19 || !/^[2-6]\d+$/.test(digits)) return false;
  if (!brands.some(({ lengths, prefix }) => lengths.includes(digits.length) && prefix.test(digits)))
    return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
