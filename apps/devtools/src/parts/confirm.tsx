import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { useOverlay } from "./overlay.ts";

export interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What follows from it. */
  readonly children: ReactNode;
  /** The words on the button that does it. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something is done that is hard to take back. */
export function Confirm({ isOpen, title, children, confirm, isDangerous = true, onConfirm, onCancel }: ConfirmProps) {
  const overlay = useOverlay();
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onCancel()}>
      <AlertDialog.Portal container={overlay}>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="dialog-body">
            {children}
          </AlertDialog.Description>
          <div className="dialog-end">
            <Button onClick={onCancel}>Cancel</Button>
            <Button isDangerous={isDangerous} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
