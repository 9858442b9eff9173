// SPDX-License-Identifier: Apache-2.0

import { spawnSync } from 'node:child_process';

/** What dtc makes of a source: the flattened tree, or its complaints. */
export interface DtcAnswer {
  readonly dtb?: Uint8Array;
  readonly complaints: string;
}

/** Runs Debian's device-tree compiler on a source text that needs no preprocessor. Warnings are silenced. */
export function runDtc(source: string, options: readonly string[] = []): DtcAnswer {
  const run = spawnSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', ...options, '-'], {
    input: source,
    maxBuffer: 1 << 28,
  });
  const complaints = run.stderr.toString();
  return run.status === 0 ? { dtb: new Uint8Array(run.stdout), complaints } : { complaints };
}

/** Checks that it makes only when asked. */
const STRICT = [
  'node_name_chars_strict',
  'property_name_chars_strict',
  'unique_unit_address_if_enabled',
  'deprecated_gpio_property',
];

export interface DtcVerdict {
  /** `check /path`, each once. */
  readonly findings: ReadonlySet<string>;
  /** Checks that it did not make because of what others had found. */
  readonly skipped: ReadonlySet<string>;
}

/** @param text complete source */
export function dtcVerdict(text: string): DtcVerdict {
  const wanted = STRICT.map((name) => `-W${name}`);
  const { stderr } = spawnSync('dtc', ['-I', 'dts', '-O', 'dtb', '-o', '/dev/null', ...wanted, '-'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const findings = new Set<string>();
  const skipped = new Set<string>();
  for (const line of stderr.split('\n')) {
    const [, check, rest = ''] = /(?:Warning|ERROR) \((\w+)\): (.*)/.exec(line) ?? [];
    if (check !== undefined && rest.startsWith('Failed prerequisite')) {
      skipped.add(check);
    } else if (check !== undefined) {
      findings.add(`${check} ${rest.split(':')[0]}`);
    }
  }
  return { findings, skipped };
}
