/** What `rivulet start` and `rivulet dev` take. */
export interface StartOptions {
  readonly port: number;
  readonly host?: string;
  /** The folder of the SQLite file. */
  readonly data: string;
  /** A folder of files to serve beside the actors. */
  readonly static?: string;
}
