/** What each benchmark answers, in the order in which they are told. */
export const QUESTIONS: readonly { readonly name: string; readonly asks: string }[] = [
  { name: "predicted", asks: "How long does a predicted action take, from the call until its subscriber was called?" },
  { name: "rebase", asks: "What does a remote change cost while actions wait?" },
  { name: "complexity", asks: "Does the cost follow the change, or the size?" },
  { name: "device", asks: "What does the device's disk cost: to open, to save, in memory, and to drain what waits?" },
  { name: "server", asks: "How many actions a second are accepted and on disk, over one WebSocket?" },
  { name: "many", asks: "The same over many sockets to many actors?" },
  { name: "durable", asks: "How near is that to what the disk can do?" },
  { name: "fan-out", asks: "How fast does one actor's change reach very many clients?" },
  { name: "life", asks: "What does it cost that an actor is made, sleeps, and wakes, and how much memory does it need?" },
  { name: "crowd", asks: "How late are answers at which load, with 100,000 actors in one process?" },
  { name: "kill", asks: "What of what a server acknowledged is gone when it is killed?" },
  { name: "rivetkit", asks: "How fast are RivetKit's clients served?" },
  { name: "wire", asks: "How many bytes does an action send, and a change?" },
  { name: "size", asks: "What do the doors weigh in a page?" },
];
