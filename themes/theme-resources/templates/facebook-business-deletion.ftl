<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("facebookBusinessDeletionTitle")}
    <#elseif section = "form">
        <div id="facebook-business-deletion">
            <p class="instruction" id="facebook-business-sentence" style="margin-bottom: 1.5rem">${msg("facebookBusinessDeletion")}</p>
            <p id="facebook-business-requested" style="margin-bottom: 1rem">${msg("facebookBusinessDeletionRequested", facebookBusiness.requestedAt)}</p>
            <p id="facebook-business-done">${msg("facebookBusinessDeletionDone", facebookBusiness.doneAt)}</p>
        </div>
    </#if>
</@layout.registrationLayout>
