// SPDX-License-Identifier: Apache-2.0
/** The view of findings: what a person debugging this system should know, the newest last. */

import type { FindingState, StateResponseBody } from '../../debug-adapter/protocol';
import { lineDestination, threadDestination, type ViewItem } from './item';

const ICONS = { error: 'error', warning: 'warning', note: 'info' } as const;

export function findingItems({ findings = [] }: StateResponseBody): ViewItem[] {
  return findings.map(findingItem);
}

function findingItem(finding: FindingState, index: number): ViewItem {
  const { code, severity, text, vm, hart, threadId, place } = finding;
  const where = [...(vm === undefined ? [] : [`VM${vm}`]), ...(hart === undefined ? [] : [`hart ${hart}`])];
  return {
    key: `finding ${index}`,
    label: code,
    description: text,
    tooltip: `${severity}: ${text}${where.length === 0 ? '' : `\n${where.join(', ')}`}`,
    icon: ICONS[severity],
    ...(place === undefined ? threadDestination(threadId) : lineDestination(place)),
  };
}
