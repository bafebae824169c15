type Method = (...args: unknown[]) => unknown;

/** Methods with these names, of which `call` is told the name. */
export function methods(names: string, call: (name: string, args: unknown[]) => unknown): Record<string, Method> {
  return Object.fromEntries(names.split(" ").map((name): [string, Method] => [name, (...args) => call(name, args)]));
}

/** Calls the method of that name. */
export function apply(target: object, name: string, args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name) as Method, target, args); // whoever names it knows that it is there
}
