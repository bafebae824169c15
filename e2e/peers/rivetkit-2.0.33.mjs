export { createClient } from "rivetkit-2.0.33/client";
