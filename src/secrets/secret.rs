//! What was removed, in words.

/// A credential that was removed from a recipe.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Secret {
    /// A key of the configuration, with dots between the parts.
    Key(String),
    /// A URL, shown without its credentials.
    Url(String),
}

impl Secret {
    /// What was removed.
    pub(crate) fn warning(&self) -> String {
        match self {
            Self::Key(key) => format!("`{key}` of the configuration is left out of the recipe"),
            Self::Url(url) => format!("the credentials in `{url}` are left out of the recipe"),
        }
    }

    /// Where the credential should be instead.
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Key(key) => {
                let variable = match key.strip_prefix("env.") {
                    Some(variable) => variable.to_owned(),
                    None => format!("CARGO_{}", key.to_uppercase().replace(['.', '-'], "_")),
                };
                let mount = format!("--mount=type=secret,id={variable},env={variable}");
                let secret =
                    format!("give it to the build as a secret: `RUN {mount} cargo chef cook`");
                match key.strip_prefix("env.") {
                    Some(name) => {
                        format!("{secret}; if it is none, `--keep-env {name}` has it stay")
                    }
                    None => secret,
                }
            }
            Self::Url(_) => "take them out of the URL, or what is cooked is compiled again; give \
                             them to git as a secret: `RUN --mount=type=secret,id=git-credentials,\
                             target=/root/.git-credentials cargo chef cook`"
                .into(),
        }
    }
}
