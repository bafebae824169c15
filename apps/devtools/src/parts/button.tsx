import { Tooltip } from "@base-ui/react/tooltip";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useOverlay } from "./overlay.ts";

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly Icon?: LucideIcon;
  /** What it does is hard to take back. */
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  /** Where it stays pressed: whether it is. */
  readonly isPressed?: boolean;
  /** What a screen reader says, where the text alone does not tell enough. */
  readonly label?: string;
}

export function Button({ children, onClick, Icon, isDangerous = false, isDisabled = false, isPressed, label }: ButtonProps) {
  return (
    <button
      type="button"
      className="button"
      data-danger={isDangerous || undefined}
      disabled={isDisabled}
      aria-pressed={isPressed}
      aria-label={label}
      onClick={onClick}
    >
      {Icon !== undefined && <Icon size={14} aria-hidden />}
      {children}
    </button>
  );
}

export interface IconButtonProps {
  readonly Icon: LucideIcon;
  /** Its name, for screen readers and as its tooltip. */
  readonly label: string;
  readonly onClick: () => void;
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
}

/** A button without words; what it is called shows when one points at it or comes to it by keyboard. */
export function IconButton({ Icon, label, onClick, isDisabled = false, isPressed }: IconButtonProps) {
  const overlay = useOverlay();
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button type="button" className="icon-button" aria-label={label} aria-pressed={isPressed} disabled={isDisabled} onClick={onClick}>
            <Icon size={16} aria-hidden />
          </button>
        }
      />
      <Tooltip.Portal container={overlay}>
        <Tooltip.Positioner sideOffset={6}>
          <Tooltip.Popup className="tooltip">{label}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
