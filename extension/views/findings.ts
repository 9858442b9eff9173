// SPDX-License-Identifier: Apache-2.0
/** The view of findings: what a person debugging this system should know, the newest last. */

import type { FindingState, StateResponseBody } from '../../debug-adapter/protocol';
import type { ViewItem } from './item';

const ICONS = { error: 'error', warning: 'warning', note: 'info' } as const;

export function findingItems({ findings = [] }: StateResponseBody): ViewItem[] {
  return findings.map(findingItem);
}

function findingItem({ code, severity, text, vm, hart }: FindingState, index: number): ViewItem {
  const where = [...(vm === undefined ? [] : [`VM${vm}`]), ...(hart === undefined ? [] : [`hart ${hart}`])];
  return {
    key: `finding ${index}`,
    label: code,
    description: text,
    tooltip: `${severity}: ${text}${where.length === 0 ? '' : `\n${where.join(', ')}`}`,
    icon: ICONS[severity],
  };
}
