// SPDX-License-Identifier: Apache-2.0
/** Findings: what a person debugging this system should know. */

import { type EventBreakpointParameters, FINDING_SEVERITIES } from '../../protocol';
import { type EventOf, findingSeverity } from '../../target';
import { type Detector, eventDetector, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import type { EventSystem } from '../system';

type Parameters = Extract<EventBreakpointParameters, { kind: 'finding' }>;
type Finding = EventOf<'finding'>;

/** @throws ParameterError */
export function findingDetector({ severity, code }: Parameters, system: EventSystem, report: Report): Detector {
  system.requireEvents('finding', 'findings');
  const least = severity === undefined ? 0 : FINDING_SEVERITIES.indexOf(severity);
  const accepts = (event: Finding): boolean =>
    (code === undefined || event.code === code) && FINDING_SEVERITIES.indexOf(findingSeverity(event.code)) >= least;
  return eventDetector('finding', accepts, occurrence, report);
}

function occurrence({ hart, vm, instructions, time, pc, code, text }: Finding): Occurrence {
  const severity = findingSeverity(code);
  return {
    ...{ kind: 'finding', hart, vm, instructions, time, pc },
    fields: { code, severity: { name: severity, names: FINDING_SEVERITIES }, text },
    description: `Finding ${code} (${severity}): ${text}`,
    stands: 'right after the instruction at which it was noticed',
    isBehind: false,
  };
}
