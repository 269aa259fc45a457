import type { ReactNode } from "react";

import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Reveal } from "./use-reveal.ts";

/** Props of `RevealButton`. */
export interface RevealButtonProps {
  reveal: Reveal;
}

/**
 * Shows the hidden values of an event, or hides them again. It says what the click does to the trail;
 * for those who may not reveal it says who may.
 */
export function RevealButton({ reveal }: RevealButtonProps): ReactNode {
  if (!reveal.isAllowed)
    return (
      <span className="dim" title="shown to those with the permission payload, for a reason">
        not for your role
      </span>
    );
  if (reveal.purpose !== undefined)
    return (
      <Button kind="ghost" size="small" onClick={reveal.hide}>
        <Icon name="lock" size={12} />
        Hide values
      </Button>
    );
  return (
    <Button size="small" onClick={reveal.show} title="Shows the values; that you did is recorded">
      <Icon name="eye" size={12} />
      Reveal
    </Button>
  );
}
