// SPDX-License-Identifier: Apache-2.0
/** What holds of the properties that a device's binding describes, told by their names. */

import type { Node } from 'yaml';
import { isCellArray, isSingleCell, isStringArray } from './cells';
import type { Findings } from './findings';
import { NODE_KEYWORDS } from './keywords';
import { type Mapping, mappingOf, scalarOf } from './yaml-map';

const UNIT_SUFFIXES: readonly RegExp[] = [
  /-(bps|kBps|percent|bp|db|mhz|hz|sec|us|ns|ps|mm|nanoamp|microamp(-hours)?|micro-ohms|microwatt-hours|microvolt|(femto|pico)farads|(milli)?celsius|kelvin|k?pascal)$/,
  /(?<!ti,[xy]-plate)-ohms$/,
  /(?<!ti,reset)-bits$/,
  /(?<!(rvell,wakeup-gap|refresh-interval))-ms$/,
];
const CELLS = new Set(
  `ranges reg memory-region clock-indices assigned-clocks assigned-clock-parents assigned-clock-rates
  assigned-clock-rates-u64 assigned-clock-sscs dmas gpio-ranges gpios interrupts interrupt-map interrupt-map-mask iommus
  mboxes shmem nvmem nvmem-cells phys pwms resets`.split(/\s+/),
);
const ONE_CELL = new Set(['clock-frequency', 'bus-frequency', 'ngpios']);

/** Names that need another beside them: a property that names what is in another one, or counts it. */
const COMPANIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['#size-cells', ['#address-cells']],
  ['memory-region-names', ['memory-region']],
  ['reg-names', ['reg']],
  ['clock-output-names', ['#clock-cells']],
  ['clock-indices', ['#clock-cells']],
  ['clock-names', ['clocks']],
  ['clock-ranges', ['clocks']],
  ['assigned-clocks', ['clocks']],
  ['assigned-clock-parents', ['assigned-clocks']],
  ['assigned-clock-rates', ['assigned-clocks']],
  ['assigned-clock-rates-u64', ['assigned-clocks']],
  ['assigned-clock-sscs', ['assigned-clocks']],
  ['dma-names', ['dmas']],
  ['gpio-controller', ['#gpio-cells']],
  ['#gpio-cells', ['gpio-controller']],
  ['gpio-ranges', ['gpio-controller']],
  ['ngpios', ['gpio-controller']],
  ['interrupt-map', ['#interrupt-cells']],
  ['interrupt-map-mask', ['interrupt-map']],
  ['mbox-names', ['mboxes']],
  ['shmem', ['mboxes']],
  ['nvmem-names', ['nvmem']],
  ['nvmem-cell-names', ['nvmem-cells']],
  ['phy-names', ['phys']],
  ['pwm-names', ['pwms']],
  ['reset-names', ['resets']],
]);

/** @param properties what is under `properties` or `patternProperties` */
export function checkProperties(properties: Mapping, findings: Findings): void {
  checkCompanions(properties, findings);
  for (const name of properties.names) {
    const place = properties.value(name)!;
    checkByName(name, properties.key(name), place, findings);
    const schema = mappingOf(place);
    if (schema) {
      checkKind(properties.key(name), schema, findings);
      checkVendorProperty(name, properties.key(name), schema, findings);
      checkAllProperties(schema, findings);
    }
  }
}

/** The properties of a node, or of a part of a binding. */
export function checkAllProperties(schema: Mapping, findings: Findings): void {
  for (const keyword of ['properties', 'patternProperties']) {
    const properties = schema.map(keyword);
    if (properties) {
      checkProperties(properties, findings);
    }
  }
}

function checkCompanions(properties: Mapping, findings: Findings): void {
  for (const name of properties.names) {
    const missing = COMPANIONS.get(name)?.filter((each) => !properties.has(each)) ?? [];
    if (missing.length > 0) {
      const message = `'${name}' needs '${missing.join("', '")}' beside it`;
      findings.report('binding-file-companion', properties.key(name), message);
    }
  }
  if (properties.has('interrupts') && properties.has('interrupt-parent')) {
    const message = "'interrupt-parent' is allowed wherever there are interrupts: leave it out";
    findings.report('binding-file-companion', properties.key('interrupt-parent'), message);
  }
  const isProvider = properties.has('interrupt-controller') || properties.has('interrupt-map');
  if (properties.has('#interrupt-cells') && !isProvider) {
    const message = "'#interrupt-cells' needs 'interrupt-controller' or 'interrupt-map' beside it";
    findings.report('binding-file-companion', properties.key('#interrupt-cells'), message);
  }
}

function checkByName(name: string, key: Node, place: Node, findings: Findings): void {
  if (UNIT_SUFFIXES.some((suffix) => suffix.test(name))) {
    if (mappingOf(place)?.has('$ref')) {
      const message = `the ending of '${name}' is a unit and says the type: leave out '$ref'`;
      findings.report('binding-file-unit', mappingOf(place)!.key('$ref'), message);
    } else if (!isCellArray(place)) {
      findings.report('binding-file-cells', key, CELLS_MESSAGE);
    }
  } else if (isCellsName(name, place) && !isCellArray(place)) {
    findings.report('binding-file-cells', key, CELLS_MESSAGE);
  } else if ((ONE_CELL.has(name) || /^#.*-cells$/.test(name)) && !isSingleCell(place)) {
    findings.report('binding-file-cells', key, `'${name}' is one number: say its value with 'const', 'enum' or limits`);
  } else if (isStringsName(name) && !isStringArray(place)) {
    const message = `'${name}' is a list of strings: say under 'items' what each is, or what all are with how many`;
    findings.report('binding-file-strings', key, message);
  } else if (/-supply$/.test(name)) {
    checkOnly(
      SUPPLY,
      place,
      "a supply is always one phandle: only 'description' and 'deprecated' can be said of it",
      findings,
    );
  } else if (isFlagName(name, place)) {
    checkOnly(FLAG, place, `'${name}' has no value: 'true' or 'type: boolean' describes it`, findings);
  }
}

const CELLS_MESSAGE =
  "a property of cells says how many entries it has: 'maxItems: 1', a list under 'items', or 'minItems' and 'maxItems' with what all are";
const SUPPLY = new Set(['description', 'deprecated']);
const FLAG = new Set(['type', 'description', 'default', 'deprecated']);

function checkOnly(allowed: ReadonlySet<string>, place: Node, message: string, findings: Findings): void {
  const schema = mappingOf(place);
  const other = schema?.names.find((name) => !allowed.has(name));
  if (schema && other !== undefined) {
    findings.report('binding-file-kind', schema.key(other), message);
  }
}

function isCellsName(name: string, place: Node): boolean {
  // A child node may be called clocks.
  return CELLS.has(name) || /(?<!,nr)-gpios?$/.test(name) || (name === 'clocks' && !mappingOf(place)?.has('type'));
}

function isStringsName(name: string): boolean {
  return name === 'compatible' || name === '$nodename' || /.*-names$/.test(name);
}

function isFlagName(name: string, place: Node): boolean {
  const mayBeNode = name === 'interrupt-controller' && mappingOf(place)?.has('type');
  return ['gpio-controller', 'clock-ranges', 'interrupt-controller'].includes(name) && !mayBeNode;
}

function checkKind(key: Node, schema: Mapping, findings: Findings): void {
  const type = schema.value('type');
  if (type && !['boolean', 'object'].includes(String(scalarOf(type)))) {
    const message =
      "'type' is 'object' for a node or 'boolean' for a flag; other types are referred to: $ref: /schemas/types.yaml#/definitions/...";
    findings.report('binding-file-kind', type, message);
  }
  if (schema.string('type') === 'object') {
    for (const name of schema.names.filter((each) => !NODE_KEYWORDS.has(each))) {
      findings.report('binding-file-node', schema.key(name), `'${name}' cannot be said of a node`);
    }
  }
  if (schema.has('properties') && !schema.has('type') && !schema.has('$ref')) {
    findings.report('binding-file-node', key, "a node's schema needs 'type: object', or a '$ref' to another binding");
  }
}

/** Names without a vendor, patterns, and those whose ending says the type. */
const NO_VENDOR_RULE: readonly RegExp[] = [
  /[[\]*{}$^\\]/,
  /^[^,]*$/,
  /^linux,/,
  /-(gpio|gpios)$/,
  /-supply$/,
  /^rcar_sound,/,
  /-(bits|bps|kBps|percent|bp|db|mhz|hz|sec|ms|us|ns|ps|mm)$/,
  /-(nanoamp|microamp|microamp-hours|ohms|micro-ohms|microwatt-hours)$/,
  /-(microvolt|(femto|pico)farads|celsius|millicelsius|kelvin|k?pascal)$/,
  /^(adi|xlnx),channels$/,
];

function checkVendorProperty(name: string, key: Node, schema: Mapping, findings: Findings): void {
  if (NO_VENDOR_RULE.some((each) => each.test(name))) {
    return;
  }
  const isNames = /,.*-names$/.test(name);
  const hasType = schema.has('type') || schema.has('$ref') || isNames;
  if (hasType && !schema.has('description') && !/^#\/(definitions|\$defs)\//.test(schema.string('$ref') ?? '')) {
    findings.report('binding-file-vendor', key, `a vendor's own property needs a 'description'`);
  }
  if (!isNames && schema.has('type') && schema.string('type') !== 'boolean') {
    findings.report(
      'binding-file-vendor',
      schema.key('type'),
      "a vendor's own property is a flag (type: boolean) or has a '$ref' to its type",
    );
  }
  const type = schema.string('$ref');
  if (!isNames && type !== undefined && !/types\.yaml#\/definitions\/|^#\/(definitions|\$defs)\//.test(type)) {
    const message = "a vendor's own property refers to a type: /schemas/types.yaml#/definitions/...";
    findings.report('binding-file-vendor', schema.value('$ref')!, message);
  }
}
