// The rules of this code base. The arrows between the rooms of src are in scripts/lib/arrows.mjs.
import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";
import { arrows } from "./scripts/lib/arrows.mjs";

export default tseslint.config(
  { ignores: ["**/node_modules/", "dist/", ".build/", ".tmp/", ".venv/", "labextension/", "bench/"] },
  js.configs.recommended,
  {
    files: ["src/**/*.ts", "test/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Field types say `readonly T[]` throughout; a list of lists is no reason for another spelling.
      "@typescript-eslint/array-type": ["error", { default: "array" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // Empty strings of the environment mean the same as none.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // A module that is needed only sometimes is loaded by require, and typed by a cast.
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", disallowTypeAnnotations: false }],
      // An index that is known to be in range.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Methods are taken off prototypes on purpose, variables of a notebook are deleted by name, readers of JSON say what they expect.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Index signatures are read with brackets, as the compiler demands.
      "@typescript-eslint/dot-notation": "off",
      // A kernel tells errors of its own on stderr; stdout belongs to the notebook.
      "no-console": ["error", { allow: ["error"] }],
      // Terminal colours are matched by their escape character.
      "no-control-regex": "off",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.ts"],
    plugins: { jsdoc, rooms: { rules: { arrows } } },
    rules: {
      "rooms/arrows": "error",
      "jsdoc/require-jsdoc": [
        "error",
        { publicOnly: true, require: { FunctionDeclaration: true, ClassDeclaration: true }, checkConstructors: false },
      ],
      "jsdoc/check-tag-names": "error",
      "jsdoc/no-types": "error",
    },
  },
  {
    files: ["src/cli/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    // tslab's own types hide what may be null or any: this file is where they are made safe.
    files: ["src/kernel/tslab.ts"],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // node:test's functions return promises that the runner awaits.
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: ["test", "it", "describe", "suite"] }] },
      ],
      // What a callback has changed meanwhile looks constant to the compiler; a fixture may be a strange class.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "no-console": "off",
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        performance: "readonly",
      },
    },
  },
  {
    files: ["bin/*.js", "**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        require: "readonly",
        module: "writable",
        exports: "writable",
        __dirname: "readonly",
        console: "readonly",
        process: "readonly",
      },
    },
  },
);
