import { MESSAGING_VERSION, type Content } from "./wire";

/** What the kernel is, in its own words. */
export interface KernelIdentity {
  readonly language: "typescript" | "javascript";
  /** Version of this package. */
  readonly version: string;
  /** Version of the TypeScript compiler that cells go through. */
  readonly typescriptVersion: string;
}

/** Content of the `kernel_info_reply`. The language fields are tslab's, so that notebooks of both kernels look alike. */
export function kernelInfo(identity: KernelIdentity): Content {
  const isTypeScript = identity.language === "typescript";
  const implementation = isTypeScript ? "tslab-magics" : "jslab-magics";
  const languageName = isTypeScript ? `TypeScript ${identity.typescriptVersion}` : "JavaScript";
  return {
    status: "ok",
    protocol_version: MESSAGING_VERSION,
    implementation,
    implementation_version: identity.version,
    language_info: isTypeScript ? typescriptInfo(identity.typescriptVersion) : javascriptInfo,
    banner: `${implementation} ${identity.version}: ${languageName} on Node ${process.versions.node}, with %memit, %timeit and %heap`,
    help_links: [],
    debugger: false,
    supported_features: [],
  };
}

function typescriptInfo(version: string): Content {
  return {
    name: "typescript",
    version,
    mimetype: "text/typescript",
    file_extension: ".ts",
    // This combination makes both JupyterLab and the classic notebook highlight TypeScript (yunabe/tslab#18).
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
  };
}

const javascriptInfo: Content = {
  name: "javascript",
  version: process.versions.node,
  mimetype: "text/javascript",
  file_extension: ".js",
};
