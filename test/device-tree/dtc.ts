// SPDX-License-Identifier: Apache-2.0
/** What the real dtc says about a tree. */

import { spawnSync } from 'node:child_process';

/** Those that it makes only when asked. */
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
