export { createClient } from "rivetkit-2.2.1/client";
