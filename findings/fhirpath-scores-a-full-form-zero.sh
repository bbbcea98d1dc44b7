#!/bin/sh
# fhirpath 5.2.2 (npm), the reference implementation of FHIRPath in JavaScript.
#
# Scoring a questionnaire is one expression: the sum of the weights of the answers. Evaluated
# without the model of its FHIR release, which the function takes as its last and optional
# argument, the engine finds no `value` in an answer that says `valueCoding`, raises nothing, and
# the sum of nothing is 0: a PHQ-9 that is full, and as high as it can be, comes to the score of
# somebody who has nothing. With the model the same call says 27.
#
# Seen:
#   with the R4 model: 27
#   without a model: 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fhirpath@5.2.2
cat >score.cjs <<'JS'
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");
const ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
const answer = () => ({
  valueCoding: {
    system: "http://loinc.org",
    code: "LA6571-9",
    display: "Nearly every day",
    extension: [{ url: ORDINAL, valueDecimal: 3 }],
  },
});
const response = {
  resourceType: "QuestionnaireResponse",
  status: "completed",
  item: Array.from({ length: 9 }, (_, at) => ({ linkId: String(at + 1), answer: [answer()] })),
};
const score = (model) => {
  const [total] = fhirpath.evaluate(response, "item.answer.value.weight().sum()", {}, model);
  return total;
};
console.log(`with the R4 model: ${score(r4)}`);
console.log(`without a model: ${score(undefined)}`);
process.exit(score(r4) === 27 && score(undefined) === 0 ? 0 : 1);
JS
node score.cjs || { echo "This has changed." >&2; exit 1; }
