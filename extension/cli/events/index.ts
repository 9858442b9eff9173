// SPDX-License-Identifier: Apache-2.0
export { describeEvent } from './describe';
export { eventJson } from './json';
