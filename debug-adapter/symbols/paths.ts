// SPDX-License-Identifier: Apache-2.0
/** Paths of source files as debug information has them: with slashes, or with backslashes when built on Windows. */

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path);
}

/** `path` below `directory`, unless it is absolute. Nothing is normalised: this is the path that tools print. */
export function joinPath(directory: string | undefined, path: string): string {
  if (!directory || isAbsolutePath(path)) {
    return path;
  }
  return directory.endsWith('/') ? directory + path : `${directory}/${path}`;
}

/** For comparing paths: one kind of slash, no `.` and no `x/..`. */
export function normalizePath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const parts: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..' && parts[parts.length - 1] !== '') {
      parts.pop();
    } else if (part !== '.' && (part !== '' || parts.length === 0)) {
      parts.push(part);
    }
  }
  return parts.join('/');
}

/** Whether one normalised path is the other's end, whole components only. */
export function endsWithPath(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}
