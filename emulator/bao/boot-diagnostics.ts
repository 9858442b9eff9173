// SPDX-License-Identifier: Apache-2.0
/** Gathers what is wrong with a configuration in Bao's eyes, each at its place in the file. */

import type { BaoConfig, Diagnostic, SourceRange } from '../config/config';

export interface BootDiagnostics {
  /** Bao stops something because of this. */
  error(code: string, message: string, range: SourceRange): void;
  /** Bao goes on, but not as the configuration says. */
  warning(code: string, message: string, range: SourceRange): void;
  list(): readonly Diagnostic[];
}

/** An empty collection; what is said twice about one place is kept once. */
export function bootDiagnostics(_config: BaoConfig): BootDiagnostics {
  const found = new Map<string, Diagnostic>();
  const add = (severity: Diagnostic['severity'], code: string, message: string, range: SourceRange): void => {
    const key = `${code} ${message} ${range.start.line}:${range.start.column}`;
    if (!found.has(key)) {
      found.set(key, { severity, code, message, range });
    }
  };
  return {
    error: (code, message, range) => add('error', code, message, range),
    warning: (code, message, range) => add('warning', code, message, range),
    list: () => [...found.values()],
  };
}
