/* The device check on its own page, any day before a session. */

import { DeviceCheck } from "./check.js";
import { Devices } from "./devices.js";
import { find } from "./dom.js";

const devices = new Devices();
new DeviceCheck(devices, find("[data-device-check]"));
addEventListener("pagehide", () => devices.stop());
