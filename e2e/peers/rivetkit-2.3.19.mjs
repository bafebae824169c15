export { createClient } from "rivetkit-2.3.19/client";
