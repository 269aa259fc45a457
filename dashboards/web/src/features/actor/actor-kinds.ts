import type { FieldId } from "@toolmark/schemas/fields";

import type { ProfileKind } from "../../lib/paths.ts";

/** What can be listed and looked at: who acts, and through what. */
export const actorKinds = ["actor", "agent", "client", "credential", "server"] as const;
/** One of them. */
export type ActorKind = (typeof actorKinds)[number];

/** How a kind is called, found and opened. */
export interface KindWords {
  /** Name of the tab. */
  many: string;
  one: string;
  /** Its field in the query language. */
  field: FieldId;
  /** Whether the service can count its values; credentials are counted from events. */
  isFacet: boolean;
  /** The kind of its profile. */
  profile: ProfileKind;
}

/** Words of all kinds. */
export const kindWords: Readonly<Record<ActorKind, KindWords>> = {
  actor: {
    many: "People and services",
    one: "actor",
    field: "actor",
    isFacet: true,
    profile: "actor",
  },
  agent: { many: "Agents", one: "agent", field: "agent", isFacet: true, profile: "agent" },
  client: { many: "Clients", one: "client", field: "client", isFacet: true, profile: "client" },
  credential: {
    many: "Credentials",
    one: "credential",
    field: "credential",
    isFacet: false,
    profile: "credential",
  },
  server: { many: "Servers", one: "server", field: "server", isFacet: true, profile: "server" },
};
