//! `#[derive(Columns)]`: the names of a struct's fields, for headings.

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, parse_macro_input};

/// Adds `COLUMNS`, the names of the fields in the order in which they are written.
#[proc_macro_derive(Columns)]
pub fn columns(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(input: &DeriveInput) -> Result<proc_macro2::TokenStream, Error> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "only a struct has columns"));
    };
    let name = &input.ident;
    let columns = data.fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string);
    Ok(quote! {
        impl #name {
            /// The names of the fields.
            pub const COLUMNS: &[&str] = &[#(#columns),*];
        }
    })
}
