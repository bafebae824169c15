// True in development builds: bundlers decide by the export condition, Node by NODE_ENV.
export { DEV } from "esm-env";
