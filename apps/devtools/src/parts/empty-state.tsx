import type { ReactNode } from "react";

/** What stands where there is nothing yet: what that means, and what to do about it. */
export function EmptyState({ title, children, action }: { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <p className="quiet">{children}</p>}
      {action}
    </div>
  );
}
