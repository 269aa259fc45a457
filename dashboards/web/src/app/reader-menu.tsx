import type { ReactNode } from "react";

import { selectedTenant } from "../lib/api.ts";
import { countOf } from "../lib/format.ts";
import type { Me } from "../lib/me.ts";
import { toast } from "../lib/toasts.ts";
import type { MenuItem } from "../ui/menu-list.tsx";
import { Menu } from "../ui/menu.tsx";
import { describeProblem } from "../ui/problem-note.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import { openTenant, signOut } from "./visit.ts";

import styles from "./reader-menu.module.css";

/** Who reads: name, role, tenant and scope; changes the tenant where there are several; signs out. */
export function ReaderMenu({
  me,
  className,
}: {
  me: Me;
  className?: string | undefined;
}): ReactNode {
  const current = selectedTenant() ?? me.tenant;
  const tenants: MenuItem[] = me.tenants.map((tenant) => ({
    id: tenant,
    label: <SafeText value={tenant} cap={60} />,
    checked: tenant === current,
    onSelect: () => openTenant(tenant, me.tenant),
  }));

  return (
    <Menu
      label={`Signed in as ${me.name}`}
      title={
        <span className={styles["who"]}>
          <span className={styles["name"]}>
            <SafeText value={me.name} cap={80} />
          </span>
          <span>
            {me.role},{" "}
            {me.servers === undefined ? "all servers" : countOf(me.servers.length, "server")}
          </span>
          {me.tenants.length < 2 && (
            <span>
              tenant <SafeText value={current} cap={60} />
            </span>
          )}
          <span>
            Toolmark {me.version}, {me.form}
          </span>
        </span>
      }
      items={[
        ...(tenants.length < 2 ? [] : [...tenants, "line" as const]),
        { id: "out", label: "Sign out", icon: "sign-out", onSelect: () => void leave() },
      ]}
      trigger={(trigger) => (
        <button
          type="button"
          {...trigger}
          className={className}
          aria-label={`Signed in as ${me.name}, ${me.role}`}
          title={`${me.name}, ${me.role}`}
        >
          {initialOf(me.name)}
        </button>
      )}
    />
  );
}

async function leave(): Promise<void> {
  try {
    await signOut();
  } catch (error) {
    toast(`Not signed out: ${describeProblem(error).detail}`, "problem");
  }
}

function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment.toUpperCase() ?? "";
}
