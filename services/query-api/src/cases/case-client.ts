import type { SendRequest } from "../exports/export-client.ts";
import type { CaseAnswer, CasesAnswer } from "./answers.ts";
import type { CaseDocument } from "./case-document.ts";

/** Works on cases. Every change resolves to the case after it. */
export interface CaseClient {
  open(name: string): Promise<CaseAnswer>;
  list(): Promise<CasesAnswer>;
  show(id: string): Promise<CaseAnswer>;
  pin(id: string, eventIds: readonly string[], note?: string): Promise<CaseAnswer>;
  unpin(id: string, eventId: string): Promise<CaseAnswer>;
  note(id: string, text: string): Promise<CaseAnswer>;
  close(id: string, note: string): Promise<CaseAnswer>;
  /** Everything in the case, as a document that `import` takes. */
  export(id: string): Promise<CaseDocument>;
  /** `added` is 0 when all of the document is here already. */
  import(document: Pick<CaseDocument, "format" | "case_id" | "facts">): Promise<{
    case: CaseAnswer;
    added: number;
  }>;
}

/** Creates the part of a client that is about cases. */
export function createCaseClient(send: SendRequest): CaseClient {
  async function ask<Answer>(path: string, request?: Parameters<SendRequest>[1]): Promise<Answer> {
    return (await (await send(`/v1/cases${path}`, request)).json()) as Answer;
  }
  const post = async <Answer>(path: string, body: unknown): Promise<Answer> =>
    await ask(path, { method: "POST", body });
  return {
    open: (name) => post("", { name }),
    list: () => ask(""),
    show: (id) => ask(one(id)),
    pin: (id, eventIds, note) =>
      post(`${one(id)}/pins`, { event_ids: eventIds, ...(note !== undefined && { note }) }),
    unpin: (id, eventId) =>
      ask(`${one(id)}/pins/${encodeURIComponent(eventId)}`, { method: "DELETE" }),
    note: (id, text) => post(`${one(id)}/notes`, { text }),
    close: (id, note) => post(`${one(id)}/close`, { note }),
    export: (id) => ask(`${one(id)}/export`),
    import: ({ format, case_id: caseId, facts }) =>
      post("/import", { format, case_id: caseId, facts }),
  };
}

function one(id: string): string {
  return `/${encodeURIComponent(id)}`;
}
