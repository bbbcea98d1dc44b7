// What a FHIR R4 validator says of the resources in a file: for each, whether it is valid and why not.
import { readFileSync } from "node:fs";
import fhir from "fhir";

const resources = JSON.parse(readFileSync(process.argv[2], "utf8"));
const validator = new fhir.Fhir();
const said = resources.map((/** @type {object} */ each) => {
  const { valid, messages } = validator.validate(each, { errorOnUnexpected: true });
  return { valid, messages: messages.map((/** @type {{message: string}} */ one) => one.message) };
});
process.stdout.write(JSON.stringify(said));
