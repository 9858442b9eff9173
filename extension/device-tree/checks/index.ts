// SPDX-License-Identifier: Apache-2.0
/** The door: what the device tree specification wants of every tree, under the names of dtc's checks. */
export { checkSpecification, type SpecificationOptions } from './check-specification';
export { PHANDLE_LISTS } from './phandle-lists';
