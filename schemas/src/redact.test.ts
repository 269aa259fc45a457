import { describe, expect, test } from "vitest";

import { redactJson, redactText } from "./redact.ts";

// Built from parts, so that no scanner takes this file for a leak.
const CANARY = ["canary", "7f3a9c", "d41d8cd98f"].join("");
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", `${CANARY}sig`].join(".");

describe("names of members", () => {
  test.each([
    "password",
    "PASSWORD",
    "user_password",
    "userPassword",
    "passwd",
    "db-passwd",
    "secret",
    "client_secret",
    "AWS_SECRET_ACCESS_KEY",
    "token",
    "GITHUB_TOKEN",
    "access_token",
    "refreshToken",
    "api_key",
    "apiKey",
    "X-Api-Key",
    "apikey",
    "authorization",
    "Proxy-Authorization",
    "cookie",
    "Set-Cookie",
    "private_key",
    "privateKey",
    "credentials",
    "connectionString",
    "pin",
    "card_cvv",
  ])("%s announces a secret", (name) => {
    const { value, redactedPaths } = redactJson({ [name]: CANARY, other: 1 });
    expect(JSON.stringify(value)).not.toContain(CANARY);
    expect(redactedPaths).toEqual([`/${name}`]);
  });

  test.each([
    "tokens",
    "token_count",
    "max_tokens",
    "nextPageToken",
    "next_page_token",
    "progressToken",
    "secret_name",
    "password_policy",
    "passenger",
    "compass",
    "spin",
    "author",
    "authority",
    "key",
    "primary_key",
    "keyboard",
    "cookie_count",
    "secretary",
    "boarding_pass",
  ])("%s does not", (name) => {
    expect(redactJson({ [name]: "abcdef" })).toMatchObject({
      value: { [name]: "abcdef" },
      redactedPaths: [],
    });
  });

  test("a whole object under such a name is taken out", () => {
    const { value, redactedPaths } = redactJson({ a: [{ credentials: { user: CANARY } }] });
    expect(value).toEqual({ a: [{ credentials: "[redacted:credential]" }] });
    expect(redactedPaths).toEqual(["/a/0/credentials"]);
  });

  test("facts about a secret stay", () => {
    const facts = { password: null, secret: true, token: "", api_key: {} };
    expect(redactJson(facts)).toMatchObject({ value: facts, redactedPaths: [] });
  });

  test("a pointer escapes what RFC 6901 escapes", () => {
    expect(redactJson({ "a/b~c": { password: "x" } }).redactedPaths).toEqual(["/a~1b~0c/password"]);
  });
});

describe("forms of secrets", () => {
  const digits = "0123456789012345678901234567890123456789";
  test.each([
    ["a JWT", jwt],
    ["an AWS key", ["AKIA", "ABCDEFGH12345678"].join("")],
    ["a GitHub token", `ghp_${digits.slice(0, 36)}`],
    ["a fine-grained GitHub token", `github_pat_${digits}`],
    ["a Slack token", `xoxb-${digits.slice(0, 12)}-abc`],
    ["an OpenAI key", `sk-proj-${digits}`],
    ["an Anthropic key", `sk-ant-api03-${digits}`],
    ["a Stripe key", `sk_live_${digits.slice(0, 24)}`],
    ["a Google key", `AIza${digits.slice(0, 35)}`],
    [
      "a private key",
      `-----BEGIN RSA PRIVATE KEY-----\nMII${digits}\n-----END RSA PRIVATE KEY-----`,
    ],
    ["half a private key", `-----BEGIN PRIVATE KEY-----\nMII${digits}`],
    ["a bearer token", `Bearer ${digits}`],
    ["a card number", "4111 1111 1111 1111"],
    ["an Amex number", "378282246310005"],
  ])("%s is found in a text", (_what, secret) => {
    const { value, redactedPaths } = redactJson({ note: [`before ${secret}\nafter`] });
    const text = JSON.stringify(value);
    expect(text).not.toContain(secret.slice(10));
    expect(text).toContain("before ");
    expect(redactedPaths).toEqual(["/note/0"]);
  });

  test.each([
    ["https://alice:hunter2@db.example/x", "https://alice:[redacted:url_credentials]@db.example/x"],
    ["Authorization: Basic YWxpY2U6aHVudGVyMg==", "Authorization: Basic [redacted:authorization]"],
    ["password=hunter2&x=1", "password=[redacted:password]&x=1"],
    ['the "client_secret": "abc def" is', 'the "client_secret": "[redacted:secret]" is'],
    ['broken {\\"password\\":\\"abc\\"', 'broken {\\"password\\":\\"[redacted:password]\\"'],
    ["GET /x?access_token=abc123def&y=1", "GET /x?access_token=[redacted:token]&y=1"],
    ["DB_PASSWORD=hunter2\nPATH=/bin", "DB_PASSWORD=[redacted:password]\nPATH=/bin"],
    ["Set-Cookie: sid=abc; Path=/", "Set-Cookie: [redacted:cookie]"],
  ])("%s keeps what is around the secret", (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  test.each([
    "Unexpected token: found } at 3",
    "the key is not in the map",
    "a bearer of bad news came",
    "Basic understanding of monads",
    "password: ", // nothing follows
    "order 4111111111111112 is no card number",
    "0192f0c1-7b1c-7000-8000-41111111111111",
    "1732435200000",
    "next_page_token=abc12345",
    "risk-adjusted-return-on-capital-2024",
    "https://example.com:8080/a@b",
    "mailto:alice@example.com",
  ])("%s is left alone", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("a secret as a member's name is taken out and not listed in clear", () => {
    const { value, redactedPaths } = redactJson({ [`ghp_${"a1".repeat(18)}`]: 1 });
    expect(value).toEqual({ "[redacted:github_token]": 1 });
    expect(redactedPaths).toEqual(["/[redacted:github_token]"]);
  });

  test("a card number is found as a number", () => {
    expect(redactJson({ n: 4111111111111111 }).value).toEqual({ n: "[redacted:card_number]" });
  });
});

test("secrets are found in JSON inside a text, which stays JSON", () => {
  const text = JSON.stringify(
    { user: "a", password: CANARY, deep: JSON.stringify({ token: CANARY }) },
    null,
    2,
  );
  const { value, redactedPaths } = redactJson({ content: [{ type: "text", text }] });
  const kept = (value as { content: { text: string }[] }).content[0]?.text ?? "";
  expect(kept).not.toContain(CANARY);
  expect(JSON.parse(kept)).toEqual({
    user: "a",
    password: "[redacted:password]",
    deep: '{"token":"[redacted:token]"}',
  });
  expect(kept).toContain("\n  ");
  expect(redactedPaths).toEqual(["/content/0/text"]);
});

test("JSON inside a text without secrets keeps its bytes", () => {
  const text = '{ "big": 12345678901234567890, "a" : 1 }';
  expect(redactJson(text).value).toBe(text);
});

test("the caller can add names, forms and paths", () => {
  const options = {
    keys: ["internal id"],
    patterns: [{ name: "ticket", pattern: /TCK-\d+/ }],
    paths: ["/rows/*/1"],
  };
  const given = {
    internalId: 7,
    note: "TCK-1 and TCK-2",
    rows: [
      ["a", "b"],
      ["c", 4],
    ],
  };
  expect(redactJson(given, options)).toMatchObject({
    value: {
      internalId: "[redacted:key]",
      note: "[redacted:ticket] and [redacted:ticket]",
      rows: [
        ["a", "[redacted:path]"],
        ["c", "[redacted:path]"],
      ],
    },
    redactedPaths: ["/internalId", "/note", "/rows/0/1", "/rows/1/1"],
  });
});

describe("bounds", () => {
  test("a value that fits keeps every byte and says how many", () => {
    const value = { a: [1, -2.5e-7, null, true, 'ü\u{1f600}"\\\n'], b: {}, c: [] };
    expect(redactJson(value)).toEqual({
      value,
      redactedPaths: [],
      truncated: false,
      bytes: Buffer.byteLength(JSON.stringify(value)),
    });
  });

  test.each([
    ["a long text", { a: "x".repeat(100_000), b: 1 }],
    ["control characters", { a: "\u0001".repeat(100_000) }],
    ["emoji", { a: "\u{1f600}".repeat(50_000) }],
    ["many members", Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`key${i}`, i]))],
    ["many items", Array.from({ length: 60_000 }, () => "item")],
    ["a long name", { ["n".repeat(80_000)]: 1 }],
  ])("%s is cut below the limit, and the copy stays as it is", (_what, given) => {
    const once = redactJson(given, { maxBytes: 20_000 });
    expect(once.truncated).toBe(true);
    expect(once.bytes).toBe(Buffer.byteLength(JSON.stringify(given)));
    const text = JSON.stringify(once.value);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000);
    expect(text.isWellFormed()).toBe(true);
    expect(redactJson(once.value, { maxBytes: 20_000 })).toMatchObject({
      value: once.value,
      truncated: false,
    });
  });

  test("members behind a long text are still seen", () => {
    const { value } = redactJson({ a: "x".repeat(100_000), b: 1 });
    expect(value).toMatchObject({ b: 1 });
  });

  test("a secret on the cut does not come through in part", () => {
    for (let at = 900; at < 1100; at++) {
      const { value } = redactJson({ a: `${"x ".repeat(at)}${jwt}` }, { maxBytes: 2048 });
      expect(JSON.stringify(value)).not.toContain("eyJhbGci");
    }
  });

  test("endless nesting ends", () => {
    const ring: Record<string, unknown> = { name: "ring" };
    ring["self"] = ring;
    expect(redactJson(ring).truncated).toBe(true);
    let deep: unknown = { password: CANARY };
    for (let level = 0; level < 40; level++) deep = [deep];
    const { value, truncated } = redactJson(deep);
    expect(truncated).toBe(true);
    expect(JSON.stringify(value)).toContain("[too deep]");
  });

  test("__proto__ is a member like any other", () => {
    const { value } = redactJson(JSON.parse('{"__proto__":{"password":"abc"},"a":1}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"password":"[redacted:password]"},"a":1}');
    expect(({} as Record<string, unknown>)["password"]).toBeUndefined();
  });

  test("values that are not JSON become what JSON makes of them", () => {
    const given = {
      d: new Date(0),
      n: Number.NaN,
      u: undefined,
      f: () => 1,
      b: 5n,
      a: [undefined],
    };
    expect(redactJson(given).value).toEqual({
      d: "1970-01-01T00:00:00.000Z",
      n: null,
      b: "5",
      a: [null],
    });
    expect(redactJson(undefined)).toMatchObject({ value: null, bytes: 4 });
  });

  test("a value that throws when it is read is no fault of the caller", () => {
    const given = {
      get a() {
        throw new Error("no");
      },
    };
    expect(redactJson(given)).toMatchObject({ value: "[unreadable]", truncated: true });
  });
});

test("a copy goes through again unchanged", () => {
  const given = {
    password: CANARY,
    header: `Authorization: Bearer ${CANARY}0123456789`,
    cookie: ["a=b"],
    text: `password=${CANARY} and https://a:b@c/ and ${jwt} client_secret: "${CANARY}"`,
    json: JSON.stringify({ token: CANARY, note: "Cookie: a=b" }),
    card: 4111111111111111,
  };
  const once = redactJson(given);
  expect(JSON.stringify(once.value)).not.toContain(CANARY);
  expect(redactJson(once.value)).toMatchObject({ value: once.value, redactedPaths: [] });
});

test.each([
  "a",
  "=",
  "password",
  "password=",
  "eyJ.",
  "eyJaaaaaaaa.",
  ':"',
  "://",
  "a://b:",
  "- ",
  "4 ",
  "sk-",
  "xoxb-",
  "Bearer ",
  "bearer a",
  '\\"',
  "token:",
  'token:"',
  "[{",
  "-----BEGIN PRIVATE KEY-----",
  "authorization: a ",
  "\n",
])("64 KiB of %j take no long time", (part) => {
  const start = performance.now();
  redactJson(part.repeat(Math.ceil(65_536 / part.length)));
  expect(performance.now() - start).toBeLessThan(5000);
});
