import { styleText } from "node:util";

/** Styles used by this program, by what they say. */
const styles = {
  heading: "bold",
  faint: "dim",
  good: "green",
  bad: "red",
  warning: "yellow",
  mark: "cyan",
} as const;

/** What a style says. */
export type Style = keyof typeof styles;

/** Sets a text in a style, or leaves it where no colours are wanted. */
export type Paint = (style: Style, text: string) => string;

/** One of the two streams that this program writes. */
export interface Output {
  /** Resolves when more can be written; rejects when the reader went away. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined where nothing has to fit. */
  readonly columns: number | undefined;
  readonly paint: Paint;
}

/** Both streams. */
export interface Terminal {
  out: Output;
  messages: Output;
}

/** The reader of the output went away. */
export class PipeClosed extends Error {}

const MIN_COLUMNS = 40;

/**
 * Opens a stream of this process. Colours follow the terminal, `NO_COLOR` and `FORCE_COLOR` as Node
 * reads them.
 */
export function openOutput(stream: NodeJS.WriteStream): Output {
  const isColoured = styleText("red", "x", { stream }) !== "x";
  let failure: Error | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    failure = error.code === "EPIPE" ? new PipeClosed() : error;
  });
  return {
    async write(text) {
      if (failure !== undefined) throw failure;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      stream.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject("code" in error && error.code === "EPIPE" ? new PipeClosed() : error);
      });
      await promise;
    },
    isTerminal: stream.isTTY,
    get columns() {
      return stream.isTTY ? Math.max(MIN_COLUMNS, stream.columns) : undefined;
    },
    paint: isColoured
      ? (style, text) => styleText(styles[style], text, { validateStream: false })
      : (_style, text) => text,
  };
}
