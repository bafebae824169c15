import "react";

declare module "react" {
  // Variables of a style sheet are set like properties of a style.
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}
