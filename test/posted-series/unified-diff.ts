// SPDX-License-Identifier: Apache-2.0
/**
 * Unified diffs as `git format-patch` writes them: read and applied. Small on purpose: text files only, no renames, and
 * a hunk fits exactly where it says or not at all.
 */

/** One hunk: the lines of the old file from `oldStart` on that become `after`. */
export interface Hunk {
  /** Line in the old file, from 1; 0 for a new file. */
  readonly oldStart: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What a patch does to one file. */
export interface FileDiff {
  readonly path: string;
  readonly isNew: boolean;
  readonly hunks: readonly Hunk[];
}

const FILE = /^diff --git a\/(\S+) b\/(\S+)$/;
const HUNK = /^@@ -(\d{1,7})(?:,(\d{1,7}))? \+(\d{1,7})(?:,(\d{1,7}))? @@/;

/**
 * Reads all file diffs of a patch mail; the commit message and the signature are passed over.
 * @throws Error with the number of the line (from 1) at which the text stops being a diff
 */
export function parseDiff(lines: readonly string[]): FileDiff[] {
  const files: { path: string; isNew: boolean; hunks: Hunk[] }[] = [];
  let position = 0;
  while (position < lines.length) {
    const line = lines[position]!;
    const file = FILE.exec(line);
    const header = HUNK.exec(line);
    if (file) {
      files.push({ path: checkedPath(file[2]!), isNew: false, hunks: [] });
    } else if (line.startsWith('new file mode ') && files.length > 0) {
      files.at(-1)!.isNew = true;
    } else if (header && files.length > 0) {
      const { hunk, next } = parseHunk(lines, position, header);
      files.at(-1)!.hunks.push(hunk);
      position = next;
      continue;
    }
    position++;
  }
  return files;
}

/** A path that stays below the folder it is written to. */
function checkedPath(path: string): string {
  if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '')) {
    throw new Error(`the patch names a file outside the tree: ${path}`);
  }
  return path;
}

function parseHunk(lines: readonly string[], at: number, header: RegExpExecArray): { hunk: Hunk; next: number } {
  let oldLeft = Number(header[2] ?? 1);
  let newLeft = Number(header[4] ?? 1);
  const before: string[] = [];
  const after: string[] = [];
  let next = at + 1;
  while (oldLeft > 0 || newLeft > 0) {
    const line = lines[next];
    if (line?.startsWith('\\')) {
      next++; // "\ No newline at end of file" counts for neither side.
      continue;
    }
    // Mail programs and archives strip trailing blanks, so an empty line is an empty line of context.
    const kind = line === '' ? ' ' : line?.[0];
    const text = line?.slice(1) ?? '';
    if (kind !== ' ' && kind !== '-' && kind !== '+') {
      throw new Error(`line ${next + 1}: the hunk of line ${at + 1} ends too early`);
    }
    if (kind !== '+') {
      before.push(text);
      oldLeft--;
    }
    if (kind !== '-') {
      after.push(text);
      newLeft--;
    }
    next++;
  }
  if (oldLeft < 0 || newLeft < 0) {
    throw new Error(`line ${next}: the hunk of line ${at + 1} is longer than it says`);
  }
  return { hunk: { oldStart: Number(header[1]), before, after }, next };
}

/**
 * Applies one file diff.
 * @param old the lines of the file, undefined when there is none
 * @throws Error when a hunk does not fit
 */
export function applyFileDiff(diff: FileDiff, old: readonly string[] | undefined): string[] {
  if (diff.isNew && old) {
    throw new Error(`${diff.path}: the patch creates a file that is already there`);
  }
  const result: string[] = [];
  const source = old ?? [];
  let taken = 0;
  for (const hunk of diff.hunks) {
    const start = Math.max(hunk.oldStart - 1, 0);
    if (start < taken || start + hunk.before.length > source.length) {
      throw new Error(`${diff.path}: the hunk at line ${hunk.oldStart} lies outside the file`);
    }
    checkContext(diff.path, hunk, source, start);
    result.push(...source.slice(taken, start), ...hunk.after);
    taken = start + hunk.before.length;
  }
  return [...result, ...source.slice(taken)];
}

function checkContext(path: string, hunk: Hunk, source: readonly string[], start: number): void {
  hunk.before.forEach((line, offset) => {
    if (source[start + offset]!.trimEnd() !== line.trimEnd()) {
      throw new Error(`${path}:${start + offset + 1}: the hunk at line ${hunk.oldStart} does not fit`);
    }
  });
}
