import type { ReactNode } from "react";

/** Lines on a field of 20 by 20, in the colour of the text. Whatever uses one says in words what it means. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4.5v11M4.5 10h11" />
  </Icon>
);

export const CrossIcon = () => (
  <Icon>
    <path d="m5.5 5.5 9 9m0-9-9 9" />
  </Icon>
);

export const UpIcon = () => (
  <Icon>
    <path d="M10 15.5v-11M5.5 9 10 4.5 14.5 9" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5" />
  </Icon>
);

export const GripIcon = () => (
  <Icon>
    <path className="dots" d="M7.5 5.5h0M12.5 5.5h0M7.5 10h0M12.5 10h0M7.5 14.5h0M12.5 14.5h0" />
  </Icon>
);

export const WaitingIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 6.5V10l2.25 1.75" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6.25v4.5M10 13.6v.05" />
  </Icon>
);
