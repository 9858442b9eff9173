// SPDX-License-Identifier: Apache-2.0
/**
 * Takes messages out of a byte stream: header fields, an empty line, and as many bytes of JSON as Content-Length says
 * (Debug Adapter Protocol, "Base Protocol").
 */

const HEADER_END = Buffer.from('\r\n\r\n');
/** Nobody writes as much about one message. */
const MAX_HEADER = 4096;
/** No request is as large; a memory write of 16 MiB fits. */
const MAX_CONTENT = 1 << 25;

export interface FrameListener {
  message(content: unknown): void;
  /** Something that is no message came in and was skipped; the text is for people. */
  skipped(reason: string): void;
  /** Where the next message begins cannot be known any more; the text is for people. */
  lost(reason: string): void;
}

export class FrameReader {
  private readonly pieces: Buffer[] = [];
  private held = 0;
  /** Bytes of the content that is awaited; undefined: a header is. */
  private awaited: number | undefined;
  private isLost = false;

  constructor(private readonly listener: FrameListener) {}

  take(bytes: Buffer): void {
    this.pieces.push(bytes);
    this.held += bytes.length;
    // Joining only when there is enough keeps a large message that comes in small pieces cheap.
    while (!this.isLost && this.held > 0 && this.held >= (this.awaited ?? 0) && this.step(this.joined())) {
      // Everything that is complete is handed on.
    }
  }

  /** @returns false when more bytes are needed */
  private step(bytes: Buffer): boolean {
    if (this.awaited === undefined) {
      return this.readHeader(bytes);
    }
    const content = bytes.subarray(0, this.awaited);
    this.drop(bytes, this.awaited);
    this.awaited = undefined;
    this.readContent(content);
    return true;
  }

  private readHeader(bytes: Buffer): boolean {
    const end = bytes.indexOf(HEADER_END);
    if (end < 0 || end > MAX_HEADER) {
      if (bytes.length > MAX_HEADER) {
        this.lose('the header of a message has no end');
      }
      return false;
    }
    const header = bytes.subarray(0, end).toString('latin1');
    this.drop(bytes, end + HEADER_END.length);
    const length = contentLength(header);
    if (length === undefined) {
      this.listener.skipped(`a header without a usable Content-Length: ${JSON.stringify(header.slice(0, 80))}`);
      return true;
    }
    if (length > MAX_CONTENT) {
      this.lose(`a message of ${length} bytes; ${MAX_CONTENT} are possible`);
      return false;
    }
    this.awaited = length;
    return true;
  }

  private readContent(content: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(content.toString('utf8'));
    } catch (error) {
      this.listener.skipped(`a message that is not JSON (${error instanceof Error ? error.message : error})`);
      return;
    }
    this.listener.message(message);
  }

  private lose(reason: string): void {
    this.isLost = true;
    this.pieces.length = 0;
    this.held = 0;
    this.listener.lost(reason);
  }

  private joined(): Buffer {
    if (this.pieces.length > 1) {
      this.pieces.splice(0, this.pieces.length, Buffer.concat(this.pieces));
    }
    return this.pieces[0]!;
  }

  private drop(bytes: Buffer, count: number): void {
    const rest = bytes.subarray(count);
    this.pieces.splice(0, this.pieces.length, ...(rest.length > 0 ? [rest] : []));
    this.held = rest.length;
  }
}

function contentLength(header: string): number | undefined {
  const fields = header.split('\r\n').map((line) => /^content-length\s*:\s*(\d{1,15})\s*$/i.exec(line));
  const found = fields.find((match) => match !== null);
  return found === undefined || found === null ? undefined : Number(found[1]);
}

/** A message as it goes over the stream. */
export function frame(message: object): Buffer {
  const content = Buffer.from(JSON.stringify(message), 'utf8');
  return Buffer.concat([Buffer.from(`Content-Length: ${content.length}\r\n\r\n`, 'latin1'), content]);
}
