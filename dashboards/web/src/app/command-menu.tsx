import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { Icon } from "../ui/icon.tsx";
import { useCommands } from "./use-commands.tsx";
import type { Command } from "./use-commands.tsx";

import styles from "./command-menu.module.css";

/** Goes to what is typed: a page, an id, a URI, an actor, a saved view; or does something. */
export function CommandMenu({ onClose }: { onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(text);
  const current = Math.min(chosen, commands.length - 1);
  // Closed while it is still on the page: only so the focus comes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element?.open === false) element.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);

  function run(command: Command | undefined): void {
    if (command === undefined) return;
    onClose();
    command.run();
  }

  function keyed(event: KeyboardEvent): void {
    const last = commands.length - 1;
    const next = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setChosen(next);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(commands[current]);
    }
  }

  return (
    <dialog
      ref={dialog}
      className={styles["dialog"]}
      aria-label="Go to anything"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <input
        className={styles["input"]}
        role="combobox"
        aria-label="Page, id, URI, actor, view or query"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={commands.length === 0 ? undefined : `${id}-${current}`}
        aria-autocomplete="list"
        placeholder="Go to a page, id, URI, actor or view, or write a query"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={keyed}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Where to go" className={styles["list"]}>
        {commands.map((command, index) => (
          <Option
            key={command.id}
            id={`${id}-${index}`}
            command={command}
            isChosen={index === current}
            isFirst={commands[index - 1]?.group !== command.group}
            onPoint={() => setChosen(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
    </dialog>
  );
}

function Option(props: {
  id: string;
  command: Command;
  isChosen: boolean;
  isFirst: boolean;
  onPoint: () => void;
  onRun: () => void;
}): ReactNode {
  const { id, command, isChosen, isFirst, onPoint, onRun } = props;
  return (
    <>
      {isFirst && (
        <div role="presentation" className={styles["group"]}>
          {command.group}
        </div>
      )}
      {/* The keys of the input choose among options, which never have the focus. */}
      <div
        id={id}
        role="option"
        aria-selected={isChosen}
        className={styles["option"]}
        onPointerMove={onPoint}
        onClick={onRun}
      >
        <Icon name={command.icon} size={14} />
        <span className={styles["label"]}>{command.label}</span>
        <span className={styles["detail"]}>{command.detail}</span>
      </div>
    </>
  );
}
