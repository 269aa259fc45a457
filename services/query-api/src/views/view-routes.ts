import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";
import { permits } from "@toolmark/runtime/permissions";
import type { Principal } from "@toolmark/runtime/tokens";
import type { Context } from "hono";

import { definitionOf, keyOf } from "../cases/own-facts.ts";
import type { ObjectFacts, OpenObjectFacts } from "../cases/own-facts.ts";
import { accessParameters } from "../query-parameters.ts";
import { changeRoute, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { removeRoute } from "../remove-route.ts";
import { RemovedView, SavedView, View, ViewsAnswer } from "./answers.ts";
import { foldViews } from "./fold-views.ts";
import type { FoldedViews, StoredView, ViewChange } from "./fold-views.ts";

const params = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "expected up to 64 of a-z, 0-9, dot, dash and underscore")
    .openapi({ example: "denied-writes" }),
});

const MAX_OWN_VIEWS = 500;
const types = ["view.saved", "view.removed"] as const;

/** Adds `/v1/views`. */
export function addViewRoutes(
  app: QueryApp,
  context: RouteContext & { openFacts: OpenObjectFacts },
): void {
  const { admit, openFacts } = context;
  const permission = "views";

  app.openapi(
    readRoute({
      path: "/v1/views",
      summary: "Lists saved views",
      admit,
      permission,
      query: z.object({ tenant: accessParameters.tenant }),
      answer: ViewsAnswer,
    }),
    async (c) => {
      const { reader, principal, note } = c.var;
      const { facts, complete } = await openFacts(reader).read("view", { types });
      const views = foldViews(facts, complete)
        .views.filter((view) => isSeen(view, principal))
        .toSorted((left, right) => left.name.localeCompare(right.name, "en"))
        .map((view) => viewAnswer(view, principal));
      Object.assign(note, { query: "views", rows: views.length });
      return c.json({ views, complete } satisfies ViewsAnswer, 200);
    },
  );

  app.openapi(
    changeRoute({
      method: "put",
      path: "/v1/views/{id}",
      summary: "Saves a view, or a change of it",
      admit,
      permission,
      params,
      body: SavedView,
      answer: View,
      status: 200,
    }),
    async (c) => {
      const { reader, principal, note, record } = c.var;
      const { id } = c.req.valid("param");
      const { name, definition, shared } = c.req.valid("json");
      const facts = openFacts(reader);
      const before = await readViews(facts, id);
      const known = choose(before, principal);
      const me = keyOf(principal);
      const ifMatch = checkMatch(c, known);
      if (known === undefined) await checkRoom(facts, principal);
      if (known !== undefined && known.owner !== me && !shared)
        throw new AuditError(
          "not_permitted",
          `the view belongs to ${known.ownerName}, who alone can take it back from everybody`,
        );
      const others = before.views.find(
        (view) => view.shared && view.owner !== (known?.owner ?? me),
      );
      if (shared && others !== undefined)
        throw new AuditError(
          "conflict",
          `a view of ${others.ownerName} is shared by this id; choose another id`,
        );
      const change: ViewChange = {
        view: definition,
        shared,
        ...(known !== undefined && known.owner !== me && { owner: known.owner }),
        ...(ifMatch !== undefined && { if_match: ifMatch }),
      };
      const object = { kind: "view", id, name, definition: definitionOf(change) } as const;
      const event = await record({ type: "view.saved", object, note: { query: `view ${id}` } });
      note.isRecorded = true;
      await facts.untilRead([event]);
      const after = await readViews(facts, id);
      checkAccepted(after, event.event.id);
      const saved = after.views.find((view) => view.version === event.event.id) ?? {
        id,
        owner: known?.owner ?? me,
        ownerName: known?.ownerName ?? principal.name,
        name,
        definition,
        shared,
        version: event.event.id,
        saved_at: event.time.occurred,
        saved_by: principal.name,
      };
      c.header("etag", `"${saved.version}"`);
      return c.json(viewAnswer(saved, principal), 200);
    },
  );

  app.openapi(
    removeRoute({
      path: "/v1/views/{id}",
      summary: "Removes a view",
      admit,
      permission,
      params,
      answer: RemovedView,
    }),
    async (c) => {
      const { reader, principal, note, record } = c.var;
      const { id } = c.req.valid("param");
      const facts = openFacts(reader);
      const known = choose(await readViews(facts, id), principal);
      if (known === undefined) throw new AuditError("not_found", "there is no view with this id");
      const isOwner = known.owner === keyOf(principal);
      if (!isOwner && !permits(principal.role, "configure"))
        throw new AuditError(
          "not_permitted",
          `the view belongs to ${known.ownerName}, who can remove it, as can an administrator`,
        );
      const ifMatch = checkMatch(c, known);
      const change: ViewChange = {
        ...(!isOwner && { owner: known.owner }),
        ...(ifMatch !== undefined && { if_match: ifMatch }),
      };
      const object = { kind: "view", id, definition: definitionOf(change) } as const;
      const event = await record({ type: "view.removed", object, note: { query: `view ${id}` } });
      note.isRecorded = true;
      await facts.untilRead([event]);
      checkAccepted(await readViews(facts, id), event.event.id);
      return c.json({ id, removed: true as const }, 200);
    },
  );
}

async function readViews(facts: ObjectFacts, id: string): Promise<FoldedViews> {
  const { facts: changes, complete } = await facts.read("view", { id, types });
  return foldViews(changes, complete);
}

/** The view that an id means to a principal: its own, else one that is shared. */
function choose({ views }: FoldedViews, principal: Principal): StoredView | undefined {
  const me = keyOf(principal);
  return views.find((view) => view.owner === me) ?? views.find((view) => view.shared);
}

function isSeen(view: StoredView, principal: Principal): boolean {
  return view.shared || view.owner === keyOf(principal);
}

async function checkRoom(facts: ObjectFacts, principal: Principal): Promise<void> {
  const { facts: changes, complete } = await facts.read("view", { types });
  const { views } = foldViews(changes, complete);
  const me = keyOf(principal);
  if (views.filter((view) => view.owner === me).length < MAX_OWN_VIEWS) return;
  throw new AuditError("conflict", `you have ${MAX_OWN_VIEWS} views; remove one first`);
}

/**
 * The version that a request was made to (RFC 9110 section 13.1.1), undefined for any.
 *
 * @throws AuditError `changed_meanwhile` when it is not the one that is there.
 */
function checkMatch(c: Context, known: StoredView | undefined): string | undefined {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "") return undefined;
  const versions = header.split(",").map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, "$1"));
  if (known !== undefined && (header === "*" || versions.includes(known.version)))
    return header === "*" ? "*" : known.version;
  throw changedMeanwhile();
}

function checkAccepted({ refused }: FoldedViews, eventId: string): void {
  if (refused.has(eventId)) throw changedMeanwhile();
}

function changedMeanwhile(): AuditError {
  return new AuditError(
    "changed_meanwhile",
    "the view was changed or removed meanwhile; read it again and repeat the change",
  );
}

function viewAnswer(stored: StoredView, principal: Principal): View {
  const { owner, ownerName, ...view } = stored;
  return { ...view, owner: ownerName, mine: owner === keyOf(principal) };
}
