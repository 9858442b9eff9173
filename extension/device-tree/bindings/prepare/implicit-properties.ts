// SPDX-License-Identifier: Apache-2.0
/** Properties that any node may have, allowed where a binding closes the list of properties. */

import { type JsonObject, objectAt, own } from '../schema';
import { memberMap } from './dependencies';

const ANYWHERE = [
  'phandle',
  'status',
  'secure-status',
  '$nodename',
  'bootph-pre-sram',
  'bootph-verify',
  'bootph-pre-ram',
  'bootph-some-ram',
  'bootph-all',
];

const WITH_CLOCKS = [
  'assigned-clocks',
  'assigned-clock-rates-u64',
  'assigned-clock-rates',
  'assigned-clock-parents',
  'assigned-clock-sscs',
];

export function allowImplicitProperties(schema: JsonObject): void {
  const closers = ['unevaluatedProperties', 'additionalProperties'].map((keyword) => own(schema, keyword));
  if (closers.every((closer) => closer === undefined)) {
    return;
  }
  const names = new Set([
    ...Object.keys(objectAt(schema, 'properties') ?? {}),
    ...Object.keys(objectAt(schema, 'patternProperties') ?? {}),
  ]);
  if (names.has('clocks') && !names.has('assigned-clocks')) {
    for (const name of WITH_CLOCKS) {
      memberMap(schema, 'properties')[name] = true;
    }
  }
  if (names.has('ranges')) {
    memberMap(schema, 'properties')['dma-ranges'] ??= true;
  }
  if (closers.includes(true)) {
    return;
  }
  const properties = memberMap(schema, 'properties');
  for (const name of ANYWHERE) {
    properties[name] ??= true;
  }
  if (![...names].some((name) => /^pinctrl-[0-9]/.test(name))) {
    properties['pinctrl-names'] ??= true;
    memberMap(schema, 'patternProperties')['^pinctrl-[0-9]+$'] = true;
  }
}
