// SPDX-License-Identifier: Apache-2.0
/** Entries of a view as text. */

import type { ViewItem } from '../../extension/views/item';

/** `label: description`, indented as the tree is. */
export function outline(items: readonly ViewItem[], indent = ''): string[] {
  return items.flatMap(({ label, description, children = [] }) => [
    `${indent}${label}${description === undefined ? '' : `: ${description}`}`,
    ...outline(children, `${indent}  `),
  ]);
}
