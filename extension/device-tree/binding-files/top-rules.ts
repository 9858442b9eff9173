// SPDX-License-Identifier: Apache-2.0
/** What a binding's file needs at its top. */

import type { Findings } from './findings';
import { TOP_KEYWORDS } from './keywords';
import { elementsOf, type Mapping, mayBeString, scalarOf } from './yaml-map';

const ID = /^http:\/\/devicetree\.org\/schemas((?:\/[^/ ]+)+\.yaml)#$/;
const META_SCHEMA = 'http://devicetree.org/meta-schemas/';
/** For bindings of devices, and for those that others build on. */
const CORE = `${META_SCHEMA}core.yaml#`;
const BASE = `${META_SCHEMA}base.yaml#`;
const LONGEST_TITLE = 100;

/** Whether the rules for bindings of devices apply, not only those for all bindings. */
export function isDeviceBinding(top: Mapping): boolean {
  return top.string('$schema') !== BASE;
}

export function checkTop(top: Mapping, findings: Findings): void {
  for (const name of ['$id', '$schema', 'title', 'maintainers'].filter((each) => !top.has(each))) {
    findings.report('binding-file-member', top.first, `a binding needs '${name}'`);
  }
  for (const name of top.names.filter((each) => !TOP_KEYWORDS.has(each))) {
    findings.report('binding-file-keyword', top.key(name), `'${name}' has no meaning at the top of a binding`);
  }
  checkId(top, findings);
  checkTitle(top, findings);
  checkMaintainers(top, findings);
  if (isDeviceBinding(top)) {
    checkDeviceBinding(top, findings);
  }
}

function checkId(top: Mapping, findings: Findings): void {
  const schema = top.value('$schema');
  if (schema && top.string('$schema') !== CORE && top.string('$schema') !== BASE) {
    findings.report(
      'binding-file-schema',
      schema,
      `'$schema' should be ${CORE} (or base.yaml# for what others build on)`,
    );
  }
  const place = top.value('$id');
  if (!place) {
    return;
  }
  const path = ID.exec(top.string('$id') ?? '')?.[1];
  const wanted = /\/(?:devicetree\/bindings|Bindings|bindings)(\/.+)$/.exec(findings.file.replaceAll('\\', '/'))?.[1];
  if (path === undefined) {
    findings.report('binding-file-id', place, "'$id' should be http://devicetree.org/schemas/FOLDER/NAME.yaml#");
  } else if (wanted !== undefined && path !== wanted) {
    findings.report(
      'binding-file-id',
      place,
      `'$id' should say where the file is: http://devicetree.org/schemas${wanted}#`,
    );
  }
}

function checkTitle(top: Mapping, findings: Findings): void {
  const title = top.string('title');
  if (title === undefined) {
    return;
  }
  if (title.length > LONGEST_TITLE) {
    findings.report('binding-file-title', top.value('title')!, `the title is longer than ${LONGEST_TITLE} characters`);
  }
  if (/[Bb]inding| [Ss]chema/.test(title)) {
    const message = 'the title should say which hardware this is for, not that it is a binding';
    findings.report('binding-file-title', top.value('title')!, message);
  }
}

function checkMaintainers(top: Mapping, findings: Findings): void {
  for (const place of top.list('maintainers') ?? []) {
    if (!/^(.+ <\S+@\S+>|\S+@\S+)$/.test(String(scalarOf(place)))) {
      findings.report('binding-file-maintainer', place, 'a maintainer is a name with an address: Name <name@host>');
    }
  }
  const examples = top.value('examples');
  if (examples && !elementsOf(examples)?.every(mayBeString)) {
    findings.report('binding-file-examples', top.key('examples'), "'examples' should be a list of texts (- |)");
  }
}

function checkDeviceBinding(top: Mapping, findings: Findings): void {
  const closed = ['additionalProperties', 'unevaluatedProperties'].filter((name) => top.has(name));
  const first = top.first;
  if (closed.length === 0) {
    const message =
      "a binding says whether there may be other properties: it needs 'additionalProperties: false', or 'unevaluatedProperties: false' when it refers to another";
    findings.report('binding-file-closed', first, message);
  } else if (closed.length > 1) {
    const message = "either 'additionalProperties' or 'unevaluatedProperties' counts, not both";
    findings.report('binding-file-closed', top.key('unevaluatedProperties'), message);
  }
  if (!top.has('properties') && !top.has('patternProperties')) {
    findings.report('binding-file-member', first, "a binding needs 'properties' or 'patternProperties'");
  }
}
