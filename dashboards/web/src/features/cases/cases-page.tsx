import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { casePath, keepingPlace } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { CaseState } from "./case-state.tsx";
import { useCases, useOpenCase } from "./use-cases.ts";
import type { CaseHead } from "./use-cases.ts";

import styles from "./cases-page.module.css";

type Shown = "all" | "open" | "closed";

/** Investigations, those that changed last first. */
export function CasesPage(): ReactNode {
  const { state } = useSearch({ from: "/cases" });
  const navigate = useNavigate();
  const [isOpening, setIsOpening] = useState(false);
  const query = useCases();
  const shown: Shown = state ?? "all";
  const cases = query.data?.cases ?? [];
  const countIn = (wanted: Shown) =>
    query.data && cases.filter((one) => wanted === "all" || one.state === wanted).length;
  return (
    <>
      <PageHeader
        title="Cases"
        note="investigations: pinned events and notes, kept in the trail itself"
        actions={
          <Button kind="primary" onClick={() => setIsOpening(true)}>
            <Icon name="plus" size={13} />
            Open a case
          </Button>
        }
      />
      <Tabs<Shown>
        label="Cases"
        tabs={[
          { id: "all", label: "All", note: countIn("all") },
          { id: "open", label: "Open", note: countIn("open") },
          { id: "closed", label: "Closed", note: countIn("closed") },
        ]}
        value={shown}
        onChange={(next) =>
          void navigate({
            to: "/cases",
            search: next === "all" ? {} : { state: next },
            replace: true,
          })
        }
        fill
      >
        <Panel
          label="Cases"
          query={query}
          rows={6}
          partial={
            query.data?.complete === false &&
            "There are too many steps to read: old cases are left out."
          }
        >
          <CaseTable
            cases={cases.filter((one) => shown === "all" || one.state === shown)}
            hasAny={cases.length > 0}
            onOpen={() => setIsOpening(true)}
          />
        </Panel>
      </Tabs>
      {isOpening && <OpenDialog onClose={() => setIsOpening(false)} />}
    </>
  );
}

function CaseTable(props: {
  cases: readonly CaseHead[];
  hasAny: boolean;
  onOpen: () => void;
}): ReactNode {
  const { cases, hasAny, onOpen } = props;
  if (cases.length === 0)
    return hasAny ? (
      <EmptyState kind="none" title="No case in this state" />
    ) : (
      <EmptyState
        kind="none"
        title="No case was opened yet"
        actions={<Button onClick={onOpen}>Open a case</Button>}
      >
        Pin an event to a case from its drawer, or open a case here and pin to it later.
      </EmptyState>
    );
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col" className={styles.right}>
            Pinned
          </th>
          <th scope="col" className={styles.right}>
            Notes
          </th>
          <th scope="col">Opened by</th>
          <th scope="col">Opened</th>
          <th scope="col">Last change</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <AppLink href={casePath(one.id)} className={styles.name}>
                <SafeText value={one.name} cap={200} />
              </AppLink>
            </th>
            <td>
              <CaseState state={one.state} />
            </td>
            <td className={styles.right} title={countOf(one.pins, "pinned event")}>
              {one.pins}
            </td>
            <td className={styles.right}>{one.notes}</td>
            <td className="mid">
              <SafeText value={one.opened_by} cap={80} />
            </td>
            <td>
              <TimeText at={one.opened_at} form="minute" />
            </td>
            <td>
              <TimeText at={one.changed_at} form="minute" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OpenDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState("");
  const open = useOpenCase();
  const navigate = useNavigate();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const given = name.trim();
    if (given === "" || open.isPending) return;
    open.mutate(given, {
      onSuccess: ({ id }) => {
        onClose();
        void navigate({ href: keepingPlace(casePath(id), window.location.search) });
      },
    });
  }

  return (
    <Dialog
      title="Open a case"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form="open-case"
            disabled={name.trim() === "" || open.isPending}
          >
            Open
          </Button>
        </>
      }
    >
      <form id="open-case" onSubmit={submit}>
        <TextField
          label="Name"
          autoFocus
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          note="Everyone who may work on cases sees it. What is done in it is recorded and never taken back."
        />
        {open.error !== null && <ProblemNote error={open.error} />}
      </form>
    </Dialog>
  );
}
