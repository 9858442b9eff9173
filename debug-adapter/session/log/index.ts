// SPDX-License-Identifier: Apache-2.0
/** The door: the log of calls as a session keeps it and tells of it. */
export { detailsOf, lineOf } from './lines';
export { SessionLog } from './session-log';
