import { Tabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export interface TabSetProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly (readonly [id: T, title: string])[];
  readonly current: T;
  readonly onChoose: (id: T) => void;
  /** What the present tab shows. */
  readonly children: ReactNode;
}

/** Several views of one thing, of which one is seen. Arrow keys go along the tabs. */
export function TabSet<T extends string>({ label, tabs, current, onChoose, children }: TabSetProps<T>) {
  const choose = (next: unknown): void => {
    const chosen = tabs.find(([id]) => id === next);
    if (chosen !== undefined) onChoose(chosen[0]);
  };
  return (
    <Tabs.Root className="tabs" value={current} onValueChange={choose}>
      <Tabs.List className="tab-list" aria-label={label}>
        {tabs.map(([id, title]) => (
          <Tabs.Tab key={id} value={id} className="tab">
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(([id]) => (
        <Tabs.Panel key={id} value={id} className="tab-body">
          {id === current && children}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
