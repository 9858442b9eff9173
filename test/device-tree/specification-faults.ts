// SPDX-License-Identifier: Apache-2.0
/** Small trees with one fault each, for checks that the boards hardly ever fail. */

export interface Fault {
  /** What the check is called. */
  readonly check: string;
  /** What is wrong. */
  readonly title: string;
  /** The contents of the root node. */
  readonly text: string;
  /** Older versions of dtc do not have this check, or not this part of it. */
  readonly isNew?: boolean;
}

const CELLS = '#address-cells = <1>; #size-cells = <1>;';
const PCI = `device_type = "pci"; #address-cells = <3>; #size-cells = <2>; reg = <0x1000 0x1000>;
  ranges = <0x02000000 0 0 0x4000 0 0x1000>;`;
const BUS = '#address-cells = <1>; #size-cells = <0>;';
const GIC = 'gic: gic { interrupt-controller; #interrupt-cells = <3>; #address-cells = <0>; };';

function fault(check: string, title: string, text: string): Fault {
  return { check, title, text };
}

function newFault(check: string, title: string, text: string): Fault {
  return { check, title, text, isNew: true };
}

const VALUES: readonly Fault[] = [
  fault('address_cells_is_cell', 'two cells', 'a { #address-cells = <1 2>; };'),
  fault('size_cells_is_cell', 'a string', 'a { #size-cells = "1"; };'),
  fault('device_type_is_string', 'a number', 'a { device_type = <1>; };'),
  fault('model_is_string', 'two strings', 'model = "a", "b";'),
  fault('status_is_string', 'nothing', 'a { status; };'),
  fault('label_is_string', 'bytes', 'a { label = [41 42]; };'),
  fault('compatible_is_string_list', 'a number', 'a { compatible = <1>; };'),
  fault('names_is_string_list', 'a number behind a string', 'a { reg-names = "a", [42]; };'),
];

const NAMES: readonly Fault[] = [
  fault('node_name_chars_strict', 'an underscore', 'a_b { };'),
  fault('property_name_chars_strict', 'an underscore', 'a_b = <1>;'),
  fault('property_name_chars_strict', 'a number sign within', 'a#b = <1>;'),
  newFault('node_name_not_empty', 'a unit address alone', `${CELLS} a { ${CELLS} ranges; @10 { reg = <0x10 1>; }; };`),
  newFault('node_name_vs_property_name', 'a node and a property', 'a { x = <1>; x { }; };'),
];

const ADDRESSES: readonly Fault[] = [
  fault('unit_address_vs_reg', 'reg without unit address', `${CELLS} a { reg = <1 1>; };`),
  fault('unit_address_vs_reg', 'unit address without reg', 'a@1 { };'),
  fault('unit_address_vs_reg', 'an empty ranges is no address', `${CELLS} a@1 { ${CELLS} ranges; };`),
  fault('unit_address_format', '0x', `${CELLS} a@0x1 { reg = <1 1>; };`),
  fault('unit_address_format', 'leading zeros', `${CELLS} a@01 { reg = <1 1>; };`),
  fault('unique_unit_address', 'two of one address', `${CELLS} a@1 { reg = <1 1>; }; b@1 { reg = <1 1>; };`),
  fault(
    'unique_unit_address',
    'three, one of them disabled',
    `${CELLS} a@1 { reg = <1 1>; }; b@1 { reg = <1 1>; status = "disabled"; }; c@1 { reg = <1 1>; };`,
  ),
  fault('reg_format', 'an odd number of cells', `${CELLS} a@1 { reg = <1 1 1>; };`),
  fault('reg_format', 'nothing', `${CELLS} a@1 { reg; };`),
  fault('reg_format', 'in the root', 'reg = <1 1>;'),
  fault('ranges_format', 'a cell too few', `${CELLS} a@1 { ${CELLS} reg = <1 1>; ranges = <1 1>; };`),
  fault(
    'ranges_format',
    'empty between different widths',
    `${CELLS} a { #address-cells = <2>; #size-cells = <2>; ranges; };`,
  ),
  fault('ranges_format', 'in the root', `${CELLS} ranges;`),
  fault('dma_ranges_format', 'a cell too many', `${CELLS} a@1 { ${CELLS} reg = <1 1>; dma-ranges = <1 1 1 1>; };`),
  fault('avoid_default_addr_size', 'both', 'a@1 { reg = <0 1 1>; };'),
  fault('avoid_unnecessary_addr_size', 'nobody has reg', `a { ${CELLS} b { }; };`),
];

const PCI_FAULTS: readonly Fault[] = [
  fault('pci_bridge', 'the name', `${CELLS} bridge@1000 { ${PCI} };`),
  fault(
    'pci_bridge',
    'no ranges',
    `${CELLS} pci@1000 { device_type = "pci"; #address-cells = <3>; #size-cells = <2>; reg = <0x1000 1>; };`,
  ),
  fault(
    'pci_bridge',
    'widths',
    `${CELLS} pci@1000 { device_type = "pci"; ${CELLS} reg = <0x1000 1>; ranges = <0 0 1>; };`,
  ),
  fault('pci_bridge', 'a bus range of one cell', `${CELLS} pci@1000 { ${PCI} bus-range = <0>; };`),
  fault('pci_bridge', 'a bus range backwards', `${CELLS} pci@1000 { ${PCI} bus-range = <9 8>; };`),
  fault('pci_bridge', 'too many buses', `${CELLS} pci@1000 { ${PCI} bus-range = <0 256>; };`),
  fault('pci_device_bus_num', 'another bus', `${CELLS} pci@1000 { ${PCI} dev@1 { reg = <0x10800 0 0 0 0>; }; };`),
  fault('pci_device_reg', 'the unit address', `${CELLS} pci@1000 { ${PCI} dev@2 { reg = <0x800 0 0 0 0>; }; };`),
  fault('pci_device_reg', 'a function', `${CELLS} pci@1000 { ${PCI} dev@1 { reg = <0x900 0 0 0 0>; }; };`),
  fault(
    'pci_device_reg',
    'not in configuration space',
    `${CELLS} pci@1000 { ${PCI} dev@1 { reg = <0x2000800 0 0 0 0>; }; };`,
  ),
  fault('pci_device_reg', 'a register', `${CELLS} pci@1000 { ${PCI} dev@1 { reg = <0x804 0 0 0 0>; }; };`),
  fault('pci_device_reg', 'an address behind it', `${CELLS} pci@1000 { ${PCI} dev@1 { reg = <0x800 0 1 0 0>; }; };`),
];

const SIMPLE = `compatible = "simple-bus"; ${CELLS} ranges;`;
const BUSES: readonly Fault[] = [
  fault('simple_bus_reg', 'the unit address', `${CELLS} soc { ${SIMPLE} a@2 { reg = <1 1>; }; };`),
  fault('simple_bus_reg', 'no address', `${CELLS} soc { ${SIMPLE} a { }; };`),
  fault('simple_bus_reg', 'ranges', `${CELLS} soc { ${SIMPLE} a@2 { ${CELLS} ranges = <0 1 1>; }; };`),
  fault('simple_bus_reg', 'upper case', `${CELLS} soc { ${SIMPLE} a@FF { reg = <0xff 1>; }; };`),
  fault('i2c_bus_bridge', 'widths', `i2c { ${CELLS} a@1 { reg = <1 1>; }; };`),
  fault('i2c_bus_reg', 'no reg', `i2c { ${BUS} a@1 { }; b@2 { reg = <2>; }; };`),
  fault('i2c_bus_reg', 'the unit address', `i2c { ${BUS} a@1 { reg = <2>; }; };`),
  fault('i2c_bus_reg', 'more than seven bits', `i2c { ${BUS} a@80 { reg = <0x80>; }; };`),
  fault('i2c_bus_reg', 'more than ten bits', `i2c { ${BUS} a@80000400 { reg = <0x80000400>; }; };`),
  fault('i2c_bus_reg', 'a bus of its own', `i2c-arb { ${BUS} a@1 { reg = <2>; }; };`),
  fault('i2c_bus_reg', 'the own address is no part of it', `i2c { ${BUS} a@40000010 { reg = <0x40000010>; }; };`),
  fault(
    'spi_bus_bridge',
    'the name',
    `${CELLS} ctl@1 { reg = <1 1>; ${BUS} a@0 { reg = <0>; spi-max-frequency = <1>; }; };`,
  ),
  fault('spi_bus_bridge', 'widths', `spi { ${CELLS} a@0 { reg = <0 1>; }; };`),
  fault('spi_bus_bridge', 'a slave', `spi { ${BUS} spi-slave; slave { }; };`),
  fault('spi_bus_reg', 'the unit address', `spi { ${BUS} a@1 { reg = <0>; }; };`),
];

const ROOT: readonly Fault[] = [
  fault('alias_paths', 'nothing there', 'aliases { a = "/none"; };'),
  fault('alias_paths', 'upper case', 'aliases { A = &{/a}; }; a { };'),
  fault('alias_paths', 'empty', 'aliases { a; };'),
  fault('chosen_node_is_root', 'elsewhere', 'a { chosen { }; };'),
  fault('chosen_node_bootargs', 'a number', 'chosen { bootargs = <1>; };'),
  fault('chosen_node_stdout_path', 'the old name', 'chosen { linux,stdout-path = "/"; };'),
  fault('chosen_node_stdout_path', 'a number', 'chosen { stdout-path = <1>; };'),
  fault('obsolete_chosen_interrupt_controller', 'there', 'chosen { interrupt-controller = <1>; };'),
];

const PHANDLES: readonly Fault[] = [
  fault('clocks_property', 'a cell too few', 'c: c { #clock-cells = <2>; }; a { clocks = <&c 1>; };'),
  fault('clocks_property', 'no provider', 'c: c { }; a { clocks = <&c>; };'),
  fault('clocks_property', 'nobody has it', 'a { clocks = <77>; };'),
  fault(
    'clocks_property',
    'left out, then one',
    'c: c { #clock-cells = <0>; }; a { clocks = <0>, <&c>, <0xffffffff>; };',
  ),
  fault(
    'clocks_property',
    'a number among references',
    'c: c { #clock-cells = <0>; phandle = <9>; }; a { clocks = <&c>, <9>; };',
  ),
  fault('clocks_property', 'bytes', 'a { clocks = [01 02 03]; };'),
  fault('clocks_is_cell', 'two cells', 'c { #clock-cells = <1 1>; };'),
  fault('msi_parent_property', 'without its cells', 'm: m { }; a { msi-parent = <&m>; };'),
  ...['cooling-device/#cooling', 'dmas/#dma', 'hwlocks/#hwlock', 'io-channels/#io-channel', 'iommus/#iommu']
    .concat(['mboxes/#mbox', 'mux-controls/#mux-control', 'phys/#phy', 'power-domains/#power-domain', 'pwms/#pwm'])
    .concat(['resets/#reset', 'sound-dai/#sound-dai', 'thermal-sensors/#thermal-sensor'])
    .map((pair) => pair.split('/') as [string, string])
    .map(([list, cells]) =>
      fault(
        `${list.replaceAll('-', '_')}_property`,
        'a cell too few',
        `c: c { ${cells}-cells = <1>; }; a { ${list} = <&c>; };`,
      ),
    ),
  fault('gpios_property', 'a cell too few', 'g: g { #gpio-cells = <2>; }; a { led-gpios = <&g 1>; };'),
  fault('gpios_property', 'a hog has cells alone', 'g { a { gpio-hog; gpios = <1 2>; }; };'),
  fault('gpios_property', 'a count', 'a { vendor,nr-gpios = <1>; };'),
  fault('deprecated_gpio_property', 'in the old way', 'g: g { #gpio-cells = <0>; }; a { led-gpio = <&g>; };'),
];

const INTERRUPTS: readonly Fault[] = [
  newFault('interrupt_provider', 'cells without a controller', 'a { #interrupt-cells = <1>; #address-cells = <0>; };'),
  fault('interrupt_provider', 'a controller without cells', 'a { interrupt-controller; #address-cells = <0>; };'),
  fault('interrupts_property', 'a cell too few', `${GIC} a { interrupt-parent = <&gic>; interrupts = <1 2>; };`),
  fault(
    'interrupts_property',
    'by a parent that is none',
    'x: x { #interrupt-cells = <1>; }; a { interrupt-parent = <&x>; interrupts = <1>; };',
  ),
  fault('interrupts_property', 'no parent', 'a { interrupts = <1>; };'),
  fault('interrupts_property', 'bytes', `${GIC} a { interrupt-parent = <&gic>; interrupts = [01]; };`),
  fault('interrupts_property', 'nobody has it', 'a { interrupt-parent = <77>; interrupts = <1>; };'),
  fault('interrupts_property', 'no phandle', 'a { interrupt-parent = <0>; interrupts = <1>; };'),
  fault(
    'interrupts_property',
    'the one above',
    `gic { interrupt-controller; #interrupt-cells = <2>; #address-cells = <0>; a { interrupts = <1>; }; };`,
  ),
  fault('interrupts_extended_property', 'a cell too few', `${GIC} a { interrupts-extended = <&gic 1 2>; };`),
  newFault(
    'interrupt_map',
    'ends early',
    `${GIC} a { #address-cells = <0>; #interrupt-cells = <1>; interrupt-map = <1 &gic 1 2>; };`,
  ),
  newFault(
    'interrupt_map',
    'a mask of another width',
    `${GIC} a { #address-cells = <0>; #interrupt-cells = <1>; interrupt-map = <1 &gic 1 2 3>; interrupt-map-mask = <1 1>; };`,
  ),
];

const GRAPH: readonly Fault[] = [
  fault('graph_child_address', 'one endpoint', `a { port { ${BUS} endpoint@0 { reg = <0>; }; }; };`),
  fault('graph_port', 'the name', 'a { ports { foo { endpoint { }; }; }; };'),
  fault(
    'graph_port',
    'the unit address',
    `a { ports { ${BUS} port@1 { reg = <2>; endpoint { }; }; port@3 { reg = <3>; endpoint { }; }; }; };`,
  ),
  fault(
    'graph_port',
    'widths',
    `a { ports { ${CELLS} port@1 { reg = <1>; endpoint { }; }; port@2 { reg = <2>; endpoint { }; }; }; };`,
  ),
  fault('graph_endpoint', 'the name', 'a { port { endpoint { }; other { }; }; };'),
  fault(
    'graph_endpoint',
    'one way',
    'a { port { e: endpoint { remote-endpoint = <&f>; }; }; }; b { port { f: endpoint { }; }; };',
  ),
  fault('graph_endpoint', 'nobody has it', 'a { port { endpoint { remote-endpoint = <77>; }; }; };'),
];

export const FAULTS: readonly Fault[] = [
  ...VALUES,
  ...NAMES,
  ...ADDRESSES,
  ...PCI_FAULTS,
  ...BUSES,
  ...ROOT,
  ...PHANDLES,
  ...INTERRUPTS,
  ...GRAPH,
];
